package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of samples for a model: rows of its columns in its order, with the expected labels where there are any.
 * Calibration data, test data. Immutable and thread-safe.
 */
public final class CsvData {
  private final List<String> columns;
  private final List<Sample> samples;
  private final List<String> notes;

  /**
   * A row.
   *
   * @param row cells of the model's columns
   * @param labels the expected labels or values, one for each label column; empty in a table without labels
   * @param predictions what the library that trained the model predicts, likewise
   * @param place where it stands, for messages: {@code data.csv, line 2}
   */
  public record Sample(FeatureRow row, List<String> labels, List<String> predictions, String place) {
    public Sample {
      labels = List.copyOf(labels);
      predictions = List.copyOf(predictions);
    }
  }

  /**
   * Samples.
   *
   * @param columns names of the model's columns
   * @param samples one for each row
   * @param notes what was decided about columns that may surprise
   */
  CsvData(List<String> columns, List<Sample> samples, List<String> notes) {
    this.columns = List.copyOf(columns);
    this.samples = List.copyOf(samples);
    this.notes = List.copyOf(notes);
  }

  /** A table of numbers, with one label a row or, where the list is empty, none. */
  public CsvData(List<String> columns, double[][] rows, List<String> labels) {
    this(columns, numeric(rows, labels), List.of());
  }

  private static List<Sample> numeric(double[][] rows, List<String> labels) {
    if (!labels.isEmpty() && labels.size() != rows.length) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, rows.length + " rows have " + labels.size() + " labels");
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      samples.add(new Sample(FeatureRow.of(rows[i]), labels.isEmpty() ? List.of() : List.of(labels.get(i)), List.of(),
          "row " + i));
    }
    return samples;
  }

  /**
   * Reads a table for a model: finds its columns by name or by position, and the label's.
   *
   * @throws NightjarException {@code INVALID_FORMAT} with line, column and remedy when it is no table of samples for
   *     this model, or when that cannot be decided
   */
  public static CsvData read(Path file, SampleColumns model, CsvOptions options) throws IOException {
    CsvTable table = table(file);
    return CsvSamples.of(table, model, new ColumnMatch(table, model, options).match());
  }

  /**
   * Reads a table that is in no file, as {@link #read(Path, SampleColumns, CsvOptions)} does.
   *
   * @param name stands for the file's name in messages
   * @param in read to its end and not closed
   */
  public static CsvData read(String name, InputStream in, SampleColumns model, CsvOptions options)
      throws IOException {
    CsvTable table = CsvTable.read(name, in);
    return CsvSamples.of(table, model, new ColumnMatch(table, model, options).match());
  }

  /** Reads a table of numbers whose label is the column of this name; so the file has a header. */
  public static CsvData read(Path file, String label) throws IOException {
    return numbers(table(file), new CsvOptions(List.of(label), false, List.of(), List.of()));
  }

  /** Reads a table of numbers whose label is the last column. */
  public static CsvData readLabelLast(Path file) throws IOException {
    return numbers(table(file), CsvOptions.NONE);
  }

  /** Reads a table of numbers, all of them features. */
  public static CsvData readUnlabelled(Path file) throws IOException {
    return numbers(table(file), new CsvOptions(List.of(), true, List.of(), List.of()));
  }

  private static CsvTable table(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CsvTable.read(String.valueOf(file.getFileName()), in);
    }
  }

  /** Nothing is known of the model: every column but the label is a feature. */
  private static CsvData numbers(CsvTable table, CsvOptions options) {
    int features = table.width() - (options.unlabelled() ? 0 : 1);
    if (features < 1) {
      throw table.wrong("has no feature columns");
    }
    SampleColumns model = SampleColumns.numbers(features);
    return CsvSamples.of(table, model, new ColumnMatch(table, model, options).match());
  }

  /**
   * Reads row numbers, one a line, counted from 0: which rows of a file are the test rows.
   *
   * @throws NightjarException {@code INVALID_FORMAT} with the line that is no row number
   */
  public static int[] readIndices(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty()) {
        if (!line.matches("[0-9]{1,9}")) {
          throw new NightjarException(ErrorCode.INVALID_FORMAT, file.getFileName() + ", line " + (i + 1)
              + ": '" + CsvTable.shortened(line) + "' is not a row number");
        }
        indices.add(Integer.parseInt(line));
      }
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Names of the model's columns; {@code x0}, {@code x1}, … when neither the model nor the file has any. */
  public List<String> columns() {
    return columns;
  }

  /** The samples, with their labels. */
  public List<Sample> samples() {
    return samples;
  }

  /** Cells of each sample. */
  public List<FeatureRow> featureRows() {
    return samples.stream().map(Sample::row).toList();
  }

  /** The cells of each sample as numbers: NaN where one is missing. Copies. */
  public double[][] rows() {
    return samples.stream().map(sample -> sample.row().numbers()).toArray(double[][]::new);
  }

  /** The first label of each sample; empty in a table without labels. */
  public List<String> labels() {
    return labelled() ? samples.stream().map(sample -> sample.labels().get(0)).toList() : List.of();
  }

  /** Whether samples have labels. */
  public boolean labelled() {
    return !samples.isEmpty() && !samples.get(0).labels().isEmpty();
  }

  /** What was decided about columns that may surprise, in order. */
  public List<String> notes() {
    return notes;
  }

  /** Some rows, in the order asked for. */
  public CsvData select(int... indices) {
    List<Sample> chosen = new ArrayList<>(indices.length);
    for (int index : indices) {
      if (index < 0 || index >= samples.size()) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT,
            "row " + index + " does not exist; rows are numbered 0 to " + (samples.size() - 1));
      }
      chosen.add(samples.get(index));
    }
    return new CsvData(columns, chosen, notes);
  }

  /** All rows but some. */
  public CsvData without(int... indices) {
    Set<Integer> excluded = new HashSet<>();
    Arrays.stream(indices).forEach(excluded::add);
    int[] left = new int[samples.size()];
    int count = 0;
    for (int i = 0; i < left.length; i++) {
      if (!excluded.contains(i)) {
        left[count++] = i;
      }
    }
    return select(Arrays.copyOf(left, count));
  }
}
