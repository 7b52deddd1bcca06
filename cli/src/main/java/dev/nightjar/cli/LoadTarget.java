package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bench.load.Endpoint;
import dev.nightjar.bench.load.Subject;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options that say which endpoint is put under load, and with which models. */
final class LoadTarget {
  @Option(names = "--models", paramLabel = "NAME", split = ",",
      description = "Which of the models logreg (keyless), spam-tree (levelled) and spam-tree-bootstrapped (default:"
          + " all three).")
  private List<String> models = LoadSubjects.names();

  @Option(names = "--bundles", paramLabel = "FOLDER",
      description = "Where the models are compiled to (default: target/load-models of the project).")
  private Path bundles;

  @Option(names = "--url", paramLabel = "URL",
      description = "An endpoint that runs and serves these bundles (default: start one in a JVM of its own, for two"
          + " callers).")
  private URI url;

  @Option(names = "--token-file", paramLabel = "FILE",
      description = "With --url: the bearer token of a caller; several times for several callers.")
  private List<Path> tokens = List.of();

  @Option(names = "--process", paramLabel = "PID",
      description = "With --url: the endpoint's process on this machine, for its processor time and memory.")
  private Long process;

  @Option(names = "--heap", paramLabel = "MIB", defaultValue = "2048",
      description = "Without --url: heap of the server, all of it taken at its start (default: ${DEFAULT-VALUE}).")
  private int heap;

  @Option(names = "--serve", paramLabel = "OPTION", split = ",",
      description = "Without --url: more options of 'serve', e.g. --serve=--threads=2,--workers=1.")
  private List<String> serve = List.of();

  /** What is done with an endpoint and its models. */
  interface Work {
    /** Does it. */
    int with(Endpoint endpoint, List<Subject> subjects) throws IOException;
  }

  /** Prepares the models, starts a server where none was named, and does the work. */
  int run(Terminal terminal, Work work) throws IOException {
    Path folder = bundles == null ? Home.workFolder("load-models") : Files.createDirectories(bundles);
    try (LoadSubjects prepared = LoadSubjects.prepare(terminal, models, folder)) {
      if (url != null) {
        Endpoint endpoint = named();
        for (Subject subject : prepared.subjects()) {
          requireSame(endpoint, subject, folder);
        }
        return work.with(endpoint, prepared.subjects());
      }
      terminal.fact("Server", "starting one in a JVM of its own");
      try (OwnServer server = OwnServer.start(folder, heap, serve)) {
        return work.with(server.endpoint(), prepared.subjects());
      }
    }
  }

  private Endpoint named() throws IOException {
    List<String> secrets = new ArrayList<>();
    for (Path file : tokens) {
      secrets.add(Files.readString(file).strip());
    }
    return new Endpoint(url, secrets, process == null ? OptionalLong.empty() : OptionalLong.of(process));
  }

  private void requireSame(Endpoint endpoint, Subject subject, Path folder) {
    EndpointSettings settings = EndpointSettings.of(endpoint.base());
    EndpointClient client = new EndpointClient(endpoint.tokens().isEmpty() ? settings
        : settings.withBearerToken(endpoint.tokens().get(0)));
    if (!client.clientSpec(subject.name()).equals(subject.client().spec())) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "the model " + subject.name() + " at " + endpoint.base()
          + " is not the one compiled here; start that server with --models " + folder);
    }
  }
}
