package dev.nightjar.cli;

import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.CsvOptions;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how a table of samples is read, and which rows of it are for testing. */
final class TableChoice {
  @Option(names = "--label", paramLabel = "COLUMN",
      description = "Name of the column with the label (default: the last one, unless that cannot be it); given once "
          + "for each output of a model that has several.")
  private List<String> labels = List.of();

  @Option(names = "--unlabelled", description = "No column is a label.")
  private boolean unlabelled;

  @Option(names = "--ignore", paramLabel = "COLUMN", description = "Leave a column out; may be given several times.")
  private List<String> ignored = List.of();

  @Option(names = "--columns", paramLabel = "NAMES", split = ",",
      description = "How the table names the model's columns, in the model's order, with commas between (default: as "
          + "the model names them; else by f0, f1, ... in the header, else by position).")
  private List<String> columns = List.of();

  @Option(names = "--test-rows", paramLabel = "FILE",
      description = "Numbers of the test rows, one on a line, counted from 0 without the header.")
  private Path testRows;

  /** The columns of a model, by the names that the table has for them. */
  SampleColumns named(SampleColumns model) {
    return columns.isEmpty() ? model : model.renamed(columns);
  }

  /** All rows of a table, of standard input where its name is a dash. */
  CsvData all(Path data, SampleColumns model) throws IOException {
    return all(data, model, List.of());
  }

  /**
   * The same with columns that hold what the library that trained the model predicts.
   *
   * @param predictions their names
   */
  CsvData all(Path data, SampleColumns model, List<String> predictions) throws IOException {
    CsvOptions options = new CsvOptions(labels, unlabelled, ignored, predictions);
    return data.toString().equals("-") ? CsvData.read("standard input", System.in, named(model), options)
        : CsvData.read(data, named(model), options);
  }

  /** The numbers of the test rows, when they were given. */
  Optional<int[]> testIndices() throws IOException {
    return testRows == null ? Optional.empty() : Optional.of(CsvData.readIndices(testRows));
  }

  /** The test rows; all rows when none were named. */
  CsvData test(Path data, SampleColumns model) throws IOException {
    CsvData all = all(data, model);
    return testIndices().map(all::select).orElse(all);
  }
}
