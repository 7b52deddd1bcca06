package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.util.List;

/** Cells of rows, and scores, as inputs of graphs. */
final class RowTensors {
  private RowTensors() {
  }

  /** The cells from one on, as many as the input takes. */
  static Tensor of(List<InputColumn> columns, FeatureRow row, int from, ClientGraph.Input input) {
    int width = input.width();
    int[] shape = {1, width};
    for (int i = from; input.type() != ElementType.STRING && i < from + width; i++) {
      requireNumber(columns.get(i), row, i);
    }
    switch (input.type()) {
      case FLOAT:
        float[] floats = new float[width];
        for (int i = 0; i < width; i++) {
          floats[i] = (float) row.number(from + i);
        }
        return Tensor.floats(shape, floats);
      case DOUBLE:
        double[] doubles = new double[width];
        for (int i = 0; i < width; i++) {
          doubles[i] = row.number(from + i);
        }
        return Tensor.doubles(shape, doubles);
      case INT64:
        long[] longs = new long[width];
        for (int i = 0; i < width; i++) {
          longs[i] = integer(columns.get(from + i), row.number(from + i));
        }
        return Tensor.longs(shape, longs);
      case BOOL:
        boolean[] bools = new boolean[width];
        for (int i = 0; i < width; i++) {
          bools[i] = truth(columns.get(from + i), row.number(from + i));
        }
        return Tensor.bools(shape, bools);
      case STRING:
        String[] texts = new String[width];
        for (int i = 0; i < width; i++) {
          texts[i] = text(columns.get(from + i), row, from + i);
        }
        return Tensor.strings(shape, texts);
      default:
        throw new AssertionError(input.type());
    }
  }

  static void requireNumber(InputColumn column, FeatureRow row, int i) {
    if (row.isText(i)) {
      throw refused(column, "takes a number, not the text '" + row.text(i) + "'");
    }
  }

  private static String text(InputColumn column, FeatureRow row, int i) {
    if (!row.isText(i) && !row.isMissing(i)) {
      throw refused(column, "takes text, not the number " + row.number(i));
    }
    if (row.text(i).length() > Tensor.MAX_TEXT) {
      throw refused(column, "takes at most " + Tensor.MAX_TEXT + " characters, not " + row.text(i).length());
    }
    return row.text(i);
  }

  private static long integer(InputColumn column, double x) {
    if (x != Math.rint(x) || Math.abs(x) > 0x1p53) {
      throw refused(column, Double.isNaN(x) ? "takes an integer, and the value is missing"
          : "takes an integer between -2^53 and 2^53, not " + x);
    }
    return (long) x;
  }

  private static boolean truth(InputColumn column, double x) {
    if (x != 0 && x != 1) {
      throw refused(column, Double.isNaN(x) ? "takes 0 or 1, and the value is missing" : "takes 0 or 1, not " + x);
    }
    return x == 1;
  }

  private static NightjarException refused(InputColumn column, String message) {
    return new NightjarException(ErrorCode.MALFORMED_REQUEST, "column " + column.name() + " " + message);
  }

  /** Scores as the input of a suffix. */
  static Tensor ofScores(double[] scores, ElementType type) {
    int[] shape = {1, scores.length};
    if (type == ElementType.DOUBLE) {
      return Tensor.doubles(shape, scores);
    }
    float[] floats = new float[scores.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) scores[i];
    }
    return Tensor.floats(shape, floats);
  }
}
