package dev.nightjar.compiler.matrix;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line of {@code models/matrix/kinds.tsv}.
 *
 * @param name of its files
 * @param section of the page that lists the kinds
 * @param title its class, and what is particular
 * @param table its data
 * @param refused the family that a refusal names; empty where the kind is supported
 * @param faithful in how many of the last {@link #ROWS} rows the ONNX model predicts what the library predicts
 * @param export what the export needs
 */
record MatrixKind(String name, String section, String title, String table, String refused, int faithful,
    String export) {
  /** Rows of a table, the last, that no model was trained on and ONNX Runtime's outputs are known of. */
  static final int ROWS = 30;

  private static final Path FOLDER = Models.FOLDER.resolve("matrix");

  static List<MatrixKind> all() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("kinds.tsv"));
    List<MatrixKind> kinds = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] c = line.split("\t", -1);
      kinds.add(new MatrixKind(c[0], c[1], c[2], c[3], c[4], Integer.parseInt(c[5]), c[6]));
    }
    return kinds;
  }

  boolean supported() {
    return refused.isEmpty();
  }

  /**
   * How far ONNX Runtime's outputs are from what the model says: it finds probabilities of support vector machines by
   * an iteration that ends early, where two classes have a closed form.
   */
  double iterated() {
    return name.endsWith("-proba") ? 0.01 : 0;
  }

  Path onnx() {
    return FOLDER.resolve(name + ".onnx");
  }

  /** All rows of its table, without the last column, which is the target. */
  List<FeatureRow> rows() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("tables").resolve(table + ".csv"));
    List<FeatureRow> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      rows.add(FeatureRow.of(Arrays.stream(cells, 0, cells.length - 1).map(MatrixKind::cell).toList()));
    }
    return rows;
  }

  /** The rows that it was trained on. */
  static List<FeatureRow> training(List<FeatureRow> rows) {
    return rows.subList(0, rows.size() - ROWS);
  }

  /** The rows that {@link #expected} tells of. */
  static List<FeatureRow> last(List<FeatureRow> rows) {
    return rows.subList(rows.size() - ROWS, rows.size());
  }

  private static Object cell(String text) {
    if (text.isEmpty()) {
      return Double.NaN;
    }
    return text.matches("-?[0-9].*") ? Double.valueOf(text) : text;
  }

  /** ONNX Runtime's outputs on the last rows. */
  List<ExpectedOutputs> expected() throws IOException {
    return ExpectedOutputs.read(FOLDER.resolve(name + ".csv"));
  }

  @Override
  public String toString() {
    return name;
  }
}
