package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.ModelInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which model, of which endpoint or file. */
final class ModelChoice {
  @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080/",
      description = "Where the endpoint is (default: ${DEFAULT-VALUE}).")
  private URI url;

  @Option(names = "--model", paramLabel = "NAME",
      description = "Name of the model (default: the only one served).")
  private String model;

  @Option(names = "--client-zip", paramLabel = "FILE",
      description = "The model's client half, for endpoints that do not hand it out.")
  private Path clientZip;

  @Mixin
  private TokenChoice token;

  /** How the endpoint is reached. */
  EndpointSettings settings() throws IOException {
    return token.settings(url);
  }

  /** The model's client half, from the file or from the endpoint. */
  ClientSpec spec() throws IOException {
    if (clientZip != null) {
      return ClientBundle.read(clientZip);
    }
    EndpointClient client = new EndpointClient(settings());
    return client.clientSpec(model != null ? model : onlyModel(client));
  }

  private String onlyModel(EndpointClient client) {
    List<String> names = client.models().stream().map(ModelInfo::name).toList();
    if (names.size() != 1) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL,
          url + " serves " + (names.isEmpty() ? "no model" : names + ": choose one with --model"));
    }
    return names.get(0);
  }
}
