package dev.nightjar.cli;

import dev.nightjar.api.params.KeyFamily;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of every command that compiles: which parameter sets may be used. */
final class KeyChoice {
  @Option(names = "--keys", paramLabel = "FAMILY", defaultValue = "uniform", converter = Converter.class,
      description = "uniform; unrolled: batches take about a quarter less time, the bootstrapping key is half as large "
          + "again, and circuits that gain nothing by it keep a uniform set; block-binary: about twice as fast, on an "
          + "assumption that few have tried to break, see SECURITY.md (default: ${DEFAULT-VALUE}).")
  private KeyFamily family;

  KeyFamily family() {
    return family;
  }

  /** Names as they are written in documents. */
  static final class Converter implements ITypeConverter<KeyFamily> {
    @Override
    public KeyFamily convert(String value) {
      return switch (value) {
        case "uniform" -> KeyFamily.UNIFORM;
        case "unrolled" -> KeyFamily.UNROLLED;
        case "block-binary" -> KeyFamily.BLOCK_BINARY;
        default -> throw new TypeConversionException(
            "expected uniform, unrolled or block-binary, not '" + value + "'");
      };
    }
  }
}
