package dev.nightjar.cli;

import dev.nightjar.compiler.CsvData;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many samples to send: a number, or {@code all}.
 *
 * @param most the largest number of samples that are sent
 */
record SampleChoice(int most) {
  /** Reads the option. */
  static final class Converter implements ITypeConverter<SampleChoice> {
    @Override
    public SampleChoice convert(String text) {
      if (text.equals("all")) {
        return new SampleChoice(Integer.MAX_VALUE);
      }
      if (text.matches("[1-9][0-9]{0,8}")) {
        return new SampleChoice(Integer.parseInt(text));
      }
      throw new TypeConversionException("'" + text + "' is neither a positive number nor 'all'");
    }
  }

  /** The chosen samples, the first ones. */
  CsvData of(CsvData samples) {
    return samples.select(IntStream.range(0, Math.min(most, samples.samples().size())).toArray());
  }
}
