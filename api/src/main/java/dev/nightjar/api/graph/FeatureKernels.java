package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.List;

/** The operators of {@code ai.onnx.ml} that prepare columns of numbers. */
final class FeatureKernels {
  private FeatureKernels() {
  }

  /** Number of columns: the second dimension, or the only one. */
  private static int columns(NodeView node) {
    int rank = node.rank(0);
    node.require(rank == 1 || rank == 2, "takes one or two dimensions, not " + rank);
    return node.shape(0)[rank - 1];
  }

  private static NodeView numbers(NodeView node) {
    return node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
  }

  /** One number for each column, or one for all. */
  private static void fits(NodeView node, String name, int length, int columns) {
    node.require(length == 1 || length == columns,
        "has " + length + " numbers as " + name + " for " + columns + " columns");
  }

  static Plan scaler(NodeView node) {
    numbers(node);
    int columns = columns(node);
    float[] offset = node.numbers("offset");
    float[] scale = node.numbers("scale");
    node.require(offset != null && scale != null, "needs offset and scale");
    fits(node, "offset", offset.length, columns);
    fits(node, "scale", scale.length, columns);
    boolean wide = node.type(0) == ElementType.DOUBLE;
    return Plan.of(ElementType.FLOAT, node.shape(0), node.size(0), in -> {
      float[] out = new float[in[0].size()];
      for (int i = 0; i < out.length; i++) {
        double x = in[0].number(i) - offset[offset.length == 1 ? 0 : i % columns];
        out[i] = (float) ((wide ? x : (float) x) * scale[scale.length == 1 ? 0 : i % columns]);
      }
      return out;
    });
  }

  /** Rows over their norm; rows of norm 0 stay. */
  static Plan normalizer(NodeView node) {
    numbers(node);
    int columns = columns(node);
    String norm = node.text("norm", "MAX");
    node.require(List.of("MAX", "L1", "L2").contains(norm), "knows no norm " + norm);
    return Plan.of(ElementType.FLOAT, node.shape(0), 4L * node.size(0), in -> {
      float[] out = new float[in[0].size()];
      for (int row = 0; row < out.length; row += columns) {
        double size = norm.equals("MAX") ? Double.NEGATIVE_INFINITY : 0;
        for (int c = row; c < row + columns; c++) {
          double x = (float) in[0].number(c);
          size = norm.equals("MAX") ? Math.max(size, x) : size + (norm.equals("L1") ? Math.abs(x) : x * x);
        }
        double divisor = size == 0 ? 1 : norm.equals("L2") ? Math.sqrt(size) : size;
        for (int c = row; c < row + columns; c++) {
          out[c] = (float) ((float) in[0].number(c) / divisor);
        }
      }
      return out;
    });
  }

  static Plan imputer(NodeView node) {
    node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.INT64);
    int columns = columns(node);
    float[] floats = node.numbers("imputed_value_floats");
    long[] longs = node.integers("imputed_value_int64s");
    float replaced = node.number("replaced_value_float", 0);
    long replacedInteger = node.integer("replaced_value_int64", 0);
    if (node.type(0) == ElementType.INT64) {
      node.require(longs != null, "needs imputed_value_int64s for int64");
      fits(node, "imputed_value_int64s", longs.length, columns);
      return Plan.of(ElementType.INT64, node.shape(0), node.size(0), in -> {
        long[] out = in[0].l().clone();
        for (int i = 0; i < out.length; i++) {
          out[i] = out[i] == replacedInteger ? longs[longs.length == 1 ? 0 : i % columns] : out[i];
        }
        return out;
      });
    }
    node.require(floats != null, "needs imputed_value_floats for float");
    fits(node, "imputed_value_floats", floats.length, columns);
    return Plan.of(ElementType.FLOAT, node.shape(0), node.size(0), in -> {
      float[] out = in[0].f().clone();
      for (int i = 0; i < out.length; i++) {
        boolean missing = out[i] == replaced || Float.isNaN(out[i]) && Float.isNaN(replaced);
        out[i] = missing ? floats[floats.length == 1 ? 0 : i % columns] : out[i];
      }
      return out;
    });
  }

  static Plan binarizer(NodeView node) {
    numbers(node);
    float threshold = node.number("threshold", 0);
    return Plan.of(node.type(0), node.shape(0), node.size(0),
        in -> Elements.map(in[0], x -> above(x, threshold), x -> x > threshold ? 1 : 0));
  }

  private static double above(double x, float threshold) {
    if (Double.isNaN(x)) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "a value is missing, and the model compares it with " + threshold);
    }
    return x > threshold ? 1 : 0;
  }

  /** Inputs side by side, each cut or filled with zeros to its number of columns. */
  static Plan featureVectorizer(NodeView node) {
    node.takes(1, GraphBounds.MAX_INPUTS, 1);
    long[] given = node.integers("inputdimensions");
    node.require(given == null || given.length == node.inputs(), "needs a number of columns for each input");
    List<Integer> widths = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < node.inputs(); i++) {
      node.require(node.has(i), "needs input " + i);
      node.typed(i, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
      int rank = node.rank(i);
      node.require(rank == 1 || rank == 2 && node.shape(i)[0] == 1, "takes inputs of one row");
      long width = given == null ? node.size(i) : given[i];
      total += width;
      node.require(width >= 0 && total >= 0 && total <= Tensor.MAX_ELEMENTS, "makes at most " + Tensor.MAX_ELEMENTS
          + " columns");
      widths.add((int) width);
    }
    int[] shape = {1, (int) total};
    return Plan.of(ElementType.FLOAT, shape, total, in -> {
      float[] out = new float[shape[1]];
      int at = 0;
      for (int i = 0; i < in.length; i++) {
        for (int c = 0; c < Math.min(widths.get(i), in[i].size()); c++) {
          out[at + c] = in[i].type() == ElementType.INT64 ? in[i].l()[c] : (float) in[i].number(c);
        }
        at += widths.get(i);
      }
      return out;
    });
  }
}
