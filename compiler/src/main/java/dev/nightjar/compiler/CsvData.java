package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
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
 * A table of numbers with at most one label a row: calibration data, test data. Immutable.
 *
 * @param columns names of the features; {@code x0}, {@code x1}, … when the file has no header
 * @param rows features; the arrays are not copied
 * @param labels one for each row, or empty
 */
public record CsvData(List<String> columns, double[][] rows, List<String> labels) {
  public CsvData {
    columns = List.copyOf(columns);
    labels = List.copyOf(labels);
    if (!labels.isEmpty() && labels.size() != rows.length) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, rows.length + " rows have " + labels.size()
          + " labels");
    }
  }

  /** Reads a file whose label is the column of this name; so the file has a header. */
  public static CsvData read(Path file, String label) throws IOException {
    return read(file, CsvParser.named(label));
  }

  /** Reads a file whose label is the last column. */
  public static CsvData readLabelLast(Path file) throws IOException {
    return read(file, CsvParser.lastLabel());
  }

  /** Reads a file of features only. */
  public static CsvData readUnlabelled(Path file) throws IOException {
    return read(file, CsvParser.noLabel());
  }

  private static CsvData read(Path file, CsvParser parser) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parser.parse(String.valueOf(file.getFileName()), in);
    }
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
              + ": '" + CsvParser.shortened(line) + "' is not a row number");
        }
        indices.add(Integer.parseInt(line));
      }
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Some rows, in the order asked for. */
  public CsvData select(int... indices) {
    double[][] chosen = new double[indices.length][];
    List<String> chosenLabels = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= rows.length) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT,
            "row " + indices[i] + " does not exist; rows are numbered 0 to " + (rows.length - 1));
      }
      chosen[i] = rows[indices[i]];
      if (!labels.isEmpty()) {
        chosenLabels.add(labels.get(indices[i]));
      }
    }
    return new CsvData(columns, chosen, chosenLabels);
  }

  /** All rows but some. */
  public CsvData without(int... indices) {
    Set<Integer> excluded = new HashSet<>();
    Arrays.stream(indices).forEach(excluded::add);
    int[] left = new int[rows.length];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      if (!excluded.contains(i)) {
        left[count++] = i;
      }
    }
    return select(Arrays.copyOf(left, count));
  }
}
