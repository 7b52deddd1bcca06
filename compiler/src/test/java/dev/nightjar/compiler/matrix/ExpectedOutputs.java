package dev.nightjar.compiler.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What ONNX Runtime says of one row: the labels of the first output, where that holds integers or texts, and the
 * numbers of all others.
 */
record ExpectedOutputs(List<String> labels, double[] scores) {
  /** Relative to the score, and absolute below 1: single precision after a few hundred operations. */
  private static final double TOLERANCE = 1e-4;

  static List<ExpectedOutputs> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String first = output(lines.get(0).split(",")[0]);
    int ofFirst = (int) Arrays.stream(lines.get(0).split(",")).filter(c -> output(c).equals(first)).count();
    List<ExpectedOutputs> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(","));
      int labels = isLabel(cells.get(0)) ? ofFirst : 0;
      rows.add(new ExpectedOutputs(cells.subList(0, labels),
          cells.stream().skip(labels).mapToDouble(Double::parseDouble).toArray()));
    }
    return rows;
  }

  /** The output that a column belongs to: {@code scores} of {@code scores.2}. */
  private static String output(String column) {
    return column.replaceFirst("\\.[0-9]+$", "");
  }

  /** Integers are labels, numbers with a point are scores; so are {@code 1e-05}, {@code nan} and {@code inf}. */
  private static boolean isLabel(String cell) {
    return cell.matches("-?[0-9]+") || cell.matches("[a-z]+") && !cell.equals("nan") && !cell.equals("inf");
  }

  /**
   * Fails unless the prediction is this: labels exactly, scores within float rounding, or within what else ONNX Runtime
   * allows itself.
   */
  void requireEqual(Prediction prediction, MatrixKind kind, int row) {
    String where = kind + ", row " + row;
    double tolerance = Math.max(TOLERANCE, kind.iterated());
    assertThat(prediction.labels()).as("labels of %s", where).isEqualTo(labels);
    assertThat(prediction.outputs()).as("number of outputs of %s", where).hasSameSizeAs(scores);
    for (int i = 0; i < scores.length; i++) {
      double error = Math.abs(prediction.outputs()[i] - scores[i]);
      assertThat(error <= tolerance * Math.max(1, Math.abs(scores[i])))
          .as("output %d of %s is %s, ONNX Runtime's is %s", i, where, prediction.outputs()[i], scores[i]).isTrue();
    }
  }
}
