package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.FailureAnalysis;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.ModelInfo;
import dev.nightjar.compiler.CompilationReport;
import dev.nightjar.compiler.GraphFacts;
import dev.nightjar.compiler.PrivacyFacts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar inspect}. */
@Command(name = "inspect", mixinStandardHelpOptions = true,
    description = "Say what a model takes, what its circuit does, how safe and how large everything is.")
final class InspectCommand implements Callable<Integer> {
  private static final String VERSIONS = "versions.json";
  private static final int MOST_SECONDS = 3600;

  private final Terminal terminal;

  @Spec
  private CommandSpec command;

  @picocli.CommandLine.Parameters(index = "0", paramLabel = "TARGET",
      description = "A bundle's folder, a folder of bundles, or the URL of an endpoint.")
  private String target;

  @Option(names = "--model", paramLabel = "NAME",
      description = "Only this model (default: all that are there).")
  private String model;

  @Option(names = "--measure",
      description = "Also run a bundle's circuit here, with a key and a query of nobody, and show what each of its "
          + "steps takes beside what is predicted of it.")
  private boolean measure;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "3",
      description = "For --measure: time inferences for so long, and let as long pass before, for the JVM's compiler "
          + "(default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Mixin
  private TokenChoice token;

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw new ParameterException(command.commandLine(), "--seconds is more than 0 and at most " + MOST_SECONDS
          + ", not " + seconds);
    }
    if (target.startsWith("http://") || target.startsWith("https://")) {
      if (measure) {
        throw new ParameterException(command.commandLine(), "--measure runs a circuit, which " + target
            + " does not hand out: name a bundle's folder");
      }
      endpoint(new EndpointClient(token.settings(URI.create(target))));
    } else {
      for (Path folder : bundles(Path.of(target))) {
        bundle(folder);
      }
    }
    return 0;
  }

  private List<Path> bundles(Path folder) throws IOException {
    if (Files.exists(folder.resolve(VERSIONS))) {
      return List.of(folder);
    }
    try (Stream<Path> below = Files.list(folder)) {
      List<Path> found = below.filter(f -> Files.exists(f.resolve(VERSIONS)))
          .filter(f -> model == null || f.getFileName().toString().equals(model)).sorted().toList();
      if (found.isEmpty()) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, folder + " holds no bundle"
            + (model == null ? "" : " '" + model + "'")
            + ": a bundle is a folder with client.zip, server.zip and " + VERSIONS
            + ", as 'compile' writes it");
      }
      return found;
    }
  }

  private void endpoint(EndpointClient client) {
    for (ModelInfo info : model == null ? client.models() : List.of(client.model(model))) {
      ClientSpec spec = client.clientSpec(info.name());
      heading(spec);
      pin(info.clientZipSha256());
      inputs(spec);
      revealed(spec, Optional.empty());
      ParameterFacts.printAll(spec.parameters(), terminal);
      terminal.fact("wrong inference", Units.probability(info.failureLog2())
          + ", says the endpoint" + (!spec.parameters().bootstraps() ? "" : "; a client can check the set's promise "
          + "alone: " + ParameterFacts.promised(spec.parameters())));
      claim(spec);
      terminal.fact("bootstraps", bootstraps(info.bootstraps(), info.depth(), ""));
      sizes(info.keyBytes(), info.queryBytes(), info.answerBytes());
      terminal.fact("model privacy", spec.privacy() == ModelPrivacy.HIDDEN
          ? "hidden, says client.zip: queries hold an encryption of zero for it"
          : "none: answers may tell the model");
    }
  }

  private void bundle(Path folder) throws IOException {
    ServerBundle server = ServerBundle.read(folder);
    ClientSpec spec = ClientBundle.read(server.clientZip());
    Circuit circuit = server.circuit();
    Parameters p = circuit.parameters();
    heading(spec);
    pin(server.clientZipSha256());
    signer(folder, server.clientZip());
    inputs(spec);
    // How ranges were taken cannot be computed from them: it is the word of who compiled the model.
    revealed(spec, Optional.of(Optional.ofNullable(server.notes().get("ranges"))
        .map(note -> note + " (by the bundle's own word)").orElse("to the last digit")));
    ParameterFacts.printAll(p, terminal);
    failure(FailureAnalysis.of(circuit, spec.outputMargins()));
    server.untrueClaims().forEach(claim -> terminal.fact("UNTRUE", "the bundle " + claim));
    claim(spec);
    terminal.fact("circuit", circuit.nodes().stream().map(node -> node.match(new NodeWords()))
        .collect(Collectors.joining(", then ")));
    terminal.fact("bootstraps", bootstraps(circuit.bootstraps(), circuit.depth(), circuit.nodes().stream()
        .filter(node -> node.bootstraps() > 0).map(node -> String.valueOf(node.bootstraps()))
        .collect(Collectors.joining(" + ", ": ", ""))));
    sizes(EvaluationKeyCodec.encodedBytes(p, circuit.keyParts()),
        PackedInputCodec.encodedBytes(circuit),
        EncryptedResultCodec.encodedBytes(circuit));
    PrivacyFacts.of(circuit, spec.resultBits()).forEach(fact -> terminal.fact(fact.getKey(), fact.getValue()));
    terminal.fact("files", "client.zip " + Units.bytes(Files.size(folder.resolve("client.zip")))
        + ", server.zip " + Units.bytes(Files.size(folder.resolve("server.zip"))));
    server.notes().forEach(terminal::fact);
    if (measure) {
      Duration time = Duration.ofNanos(Math.round(seconds * 1e9));
      new MeasuredSteps(terminal, time).print(server, node -> node.match(new NodeWords()));
    }
  }

  private void heading(ClientSpec spec) {
    terminal.heading(spec.model());
    terminal.fact("kind", spec.kind() + ", " + answers(spec));
    GraphFacts.of(spec.graphs(), spec.kind() + " of " + Units.count(spec.features(), "feature") + " and "
        + Units.count(spec.offsets().length, "score")).forEach(fact -> terminal.fact(fact.getKey(), fact.getValue()));
  }

  private static String answers(ClientSpec spec) {
    if (spec.graphs().suffix().isPresent()) {
      return spec.graphs().labels() > 0 ? "classes chosen by the client suffix" : "a regressor";
    }
    return spec.task().classifier() ? "classes " + String.join(", ", spec.task().labels()) : "a regressor";
  }

  /** What the owner of the model tells its users by another way than the endpoint. */
  private void pin(String clientZipSha256) {
    terminal.fact("pin", new BundlePin(clientZipSha256) + ", of client.zip");
  }

  /** Says whose signature both halves have; one that does not fit is an error. */
  private void signer(Path folder, byte[] clientZip) {
    Optional<TrustedKeys> signer = ClientBundle.signer(clientZip);
    signer.ifPresent(trusted -> ServerBundle.read(folder, trusted));
    terminal.fact("signed", signer.map(trusted -> "by " + trusted).orElse("no"));
  }

  private void revealed(ClientSpec spec, Optional<String> ranges) {
    RevealedFacts facts = new RevealedFacts(spec, ranges);
    terminal.fact("tells of the data", facts.ofData());
    terminal.fact("tells of the model", facts.ofModel());
  }

  private void inputs(ClientSpec spec) {
    terminal.fact("inputs", Units.count(spec.features(), "feature") + ", " + spec.usedFeatures().size()
        + " of them used; " + quantizers(spec.quantizers()));
    terminal.fact("packing", spec.layout().encoding() + ", "
        + Units.count(spec.layout().slots(), "coefficient")
        + " in " + Units.count(spec.ciphertexts(), "ciphertext"));
  }

  private static String quantizers(List<FeatureQuantizer> quantizers) {
    int most = quantizers.stream().mapToInt(FeatureQuantizer::levels).max().orElse(0);
    boolean thresholds = quantizers.stream().map(FeatureQuantizer::numbers)
        .anyMatch(FeatureQuantizer.Thresholds.class::isInstance);
    return thresholds ? "quantised at the model's thresholds, which the client is told"
        : "quantised in equal steps, at most " + Units.count(most, "level");
  }

  private void claim(ClientSpec spec) {
    terminal.fact("claim", CompilationReport.text(spec.claim()));
  }

  private void failure(FailureAnalysis failure) {
    StringBuilder text = new StringBuilder(Units.probability(failure.failureLog2()));
    if (Double.isFinite(failure.worstLookupFailureLog2())) {
      text.append("; worst look-up ").append(Units.probability(failure.worstLookupFailureLog2()));
    }
    terminal.fact("wrong inference", text.append("; worst result ")
        .append(Units.probability(failure.worstOutputFailureLog2())).toString());
  }

  private static String bootstraps(long count, int depth, String levels) {
    return count == 0 ? "none" : count + " in " + Units.count(depth, "level") + levels;
  }

  private void sizes(long key, long query, long answer) {
    terminal.fact("evaluation key", key == 0 ? "none" : Units.exactBytes(key));
    terminal.fact("query", Units.exactBytes(query));
    terminal.fact("answer", Units.exactBytes(answer));
  }
}
