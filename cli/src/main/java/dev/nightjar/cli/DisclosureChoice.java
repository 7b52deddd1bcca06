package dev.nightjar.cli;

import dev.nightjar.client.Disclosure;
import dev.nightjar.client.DisclosureBudget;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a command that decrypts: what others will see of predictions. */
final class DisclosureChoice {
  @Option(names = "--disclose", paramLabel = "WHAT", defaultValue = "none", converter = Converter.class,
      description = "What of predictions the server will see or notice: none, label, or outputs (scores and "
          + "probabilities). A server that cheats reads one bit of the secret key in each bit that it sees, so that "
          + "they are counted and, past --disclose-bits, nothing is decrypted any more; see SECURITY.md "
          + "(default: ${DEFAULT-VALUE}).")
  private Disclosure shown;

  @Option(names = "--disclose-bits", paramLabel = "BITS", defaultValue = "" + DisclosureBudget.DEFAULT_BITS,
      converter = BitsConverter.class,
      description = "How many bits may be seen in the life of a secret key (default: ${DEFAULT-VALUE}).")
  private long bits;

  Disclosure shown() {
    return shown;
  }

  long bits() {
    return bits;
  }

  /** Names as they are written in documents. */
  static final class Converter implements ITypeConverter<Disclosure> {
    @Override
    public Disclosure convert(String value) {
      return switch (value) {
        case "none" -> Disclosure.PRIVATE;
        case "label" -> Disclosure.LABEL;
        case "outputs" -> Disclosure.OUTPUTS;
        default -> throw new TypeConversionException("expected none, label or outputs, not '" + value + "'");
      };
    }
  }

  /** A number of bits, not negative. */
  static final class BitsConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      if (!value.matches("\\d{1,18}")) {
        throw new TypeConversionException("expected a number of bits, not '" + value + "'");
      }
      return Long.valueOf(value);
    }
  }
}
