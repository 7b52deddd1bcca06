package dev.nightjar.cli;

import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a table of samples and the test rows in it. */
final class DataChoice {
  @Option(names = "--data", paramLabel = "CSV", required = true,
      description = "Samples, one a line, with a header: the model's columns and one with the expected label; "
          + "separated by commas, semicolons or tabs; empty, NA or NaN where a value is missing; may be gzipped; - for "
          + "standard input.")
  private Path data;

  @Mixin
  private TableChoice table;

  /** The columns of a model, by the names that the table has for them. */
  SampleColumns named(SampleColumns model) {
    return table.named(model);
  }

  /** All rows. */
  CsvData all(SampleColumns model) throws IOException {
    return table.all(data, model);
  }

  /** All rows, with columns that hold what the library that trained the model predicts. */
  CsvData all(SampleColumns model, List<String> predictions) throws IOException {
    return table.all(data, model, predictions);
  }

  /** The numbers of the test rows, when they were given. */
  Optional<int[]> testIndices() throws IOException {
    return table.testIndices();
  }

  /** The test rows; all rows when none were named. */
  CsvData test(SampleColumns model) throws IOException {
    return table.test(data, model);
  }
}
