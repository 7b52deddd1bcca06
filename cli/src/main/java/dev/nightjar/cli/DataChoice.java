package dev.nightjar.cli;

import dev.nightjar.compiler.CsvData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a table of samples and the test rows in it. */
final class DataChoice {
  @Option(names = "--data", paramLabel = "CSV", required = true,
      description = "Samples: a header line, numbers, one column with the expected label; may be gzipped.")
  private Path data;

  @Option(names = "--label", paramLabel = "COLUMN",
      description = "Name of the column with the label (default: the last column).")
  private String label;

  @Option(names = "--test-rows", paramLabel = "FILE",
      description = "Numbers of the test rows, one on a line, counted from 0 without the header.")
  private Path testRows;

  /** All rows. */
  CsvData all() throws IOException {
    return label == null ? CsvData.readLabelLast(data) : CsvData.read(data, label);
  }

  /** The numbers of the test rows, when they were given. */
  Optional<int[]> testIndices() throws IOException {
    return testRows == null ? Optional.empty() : Optional.of(CsvData.readIndices(testRows));
  }

  /** The test rows; all rows when none were named. */
  CsvData test() throws IOException {
    CsvData all = all();
    return testIndices().map(all::select).orElse(all);
  }

  @Override
  public String toString() {
    return String.valueOf(data);
  }
}
