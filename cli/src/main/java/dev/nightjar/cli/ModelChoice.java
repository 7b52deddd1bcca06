package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.ModelInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which model, of which endpoint or file. */
final class ModelChoice {
  @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080/",
      description = "Where the endpoint is (default: ${DEFAULT-VALUE}).")
  private URI url;

  @Option(names = "--model", paramLabel = "NAME[:VERSION]",
      description = "Name of the model, and which of its versions (default: the only model served, in the version that "
          + "the endpoint gives to those who name none).")
  private String model;

  @Option(names = "--client-zip", paramLabel = "FILE",
      description = "The model's client half, for endpoints that do not hand it out.")
  private Path clientZip;

  @Mixin
  private TokenChoice token;

  @Option(names = "--pin", paramLabel = "sha256:HEX", converter = PinConverter.class,
      description = "SHA-256 of the model's client.zip, from its owner by another way than the endpoint; any other "
          + "file is refused unread. 'inspect' prints it.")
  private BundlePin pin;

  @Option(names = "--trust", paramLabel = "PUBLICKEY[,...]", converter = TrustedKeysConverter.class,
      description = "Take a client.zip that one of these keys signed ('sign'), and no other (default: any).")
  private TrustedKeys trusted = TrustedKeys.ANYBODY;

  /**
   * A model that was chosen.
   *
   * @param address how the endpoint's requests name it
   * @param spec its client half
   * @param claimedFailureLog2 log2 of the failure of an inference, as the endpoint says; empty for a file
   */
  record Chosen(String address, ClientSpec spec, OptionalDouble claimedFailureLog2) {
  }

  /** Reads a pin. */
  static final class PinConverter implements ITypeConverter<BundlePin> {
    @Override
    public BundlePin convert(String value) {
      try {
        return BundlePin.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** How the endpoint is reached. */
  EndpointSettings settings() throws IOException {
    return token.settings(url);
  }

  /** The model's client half, from the file or from the endpoint, and what the endpoint says of it. */
  Chosen chosen() throws IOException {
    if (clientZip != null) {
      byte[] bytes = ClientBundle.bytes(clientZip);
      if (pin != null) {
        pin.require(bytes);
      }
      ClientSpec spec = ClientBundle.read(bytes, trusted);
      return new Chosen(model != null ? model : spec.model(), spec, OptionalDouble.empty());
    }
    EndpointClient client = new EndpointClient(settings());
    String name = model != null ? model : onlyModel(client);
    ClientSpec spec = pin == null ? client.clientSpec(name, trusted) : client.clientSpec(name, pin, trusted);
    return new Chosen(name, spec, OptionalDouble.of(client.model(name).failureLog2()));
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
