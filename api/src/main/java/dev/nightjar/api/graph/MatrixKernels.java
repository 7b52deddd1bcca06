package dev.nightjar.api.graph;

import java.util.Arrays;

/** Matrix products, whose sums are taken in double precision and rounded once, and integers' modulo 2^64. */
final class MatrixKernels {
  private MatrixKernels() {
  }

  static Plan matMul(NodeView node) {
    node.takes(2, 2, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    node.require(node.type(0) == node.type(1), "multiplies matrices of one type");
    node.require(node.rank(0) >= 1 && node.rank(1) >= 1, "needs dimensions");
    int[] left = node.rank(0) == 1 ? new int[] {1, node.shape(0)[0]} : node.shape(0);
    int[] right = node.rank(1) == 1 ? new int[] {node.shape(1)[0], 1} : node.shape(1);
    int rows = left[left.length - 2];
    int inner = left[left.length - 1];
    int columns = right[right.length - 1];
    node.require(inner == right[right.length - 2], "does not multiply " + Arrays.toString(node.shape(0)) + " and "
        + Arrays.toString(node.shape(1)));
    int[] leftBatch = Arrays.copyOf(left, left.length - 2);
    int[] rightBatch = Arrays.copyOf(right, right.length - 2);
    int[] batch = Broadcast.shape(node, leftBatch, rightBatch);
    int[] leftAt = Broadcast.map(leftBatch, batch);
    int[] rightAt = Broadcast.map(rightBatch, batch);
    int[] shape = shape(batch, node.rank(0) == 1 ? -1 : rows, node.rank(1) == 1 ? -1 : columns);
    ElementType type = node.type(0);
    long work = Math.max(1, inner) * (long) Shapes.size(shape) + 2 * GraphBounds.INDEX * leftAt.length;
    return Plan.of(type, shape, work, in -> {
      if (type == ElementType.INT64) {
        long[] out = new long[Shapes.size(shape)];
        for (int b = 0; b < leftAt.length; b++) {
          product(in[0].l(), leftAt[b] * rows * inner, in[1].l(), rightAt[b] * inner * columns, out,
              b * rows * columns, rows, inner, columns);
        }
        return out;
      }
      double[] x = Elements.doubles(in[0]);
      double[] y = Elements.doubles(in[1]);
      double[] out = new double[Shapes.size(shape)];
      for (int b = 0; b < leftAt.length; b++) {
        product(x, leftAt[b] * rows * inner, y, rightAt[b] * inner * columns, out, b * rows * columns, rows, inner,
            columns);
      }
      return Elements.rounded(type, out);
    });
  }

  private static int[] shape(int[] batch, int rows, int columns) {
    int[] shape = Arrays.copyOf(batch, batch.length + (rows < 0 ? 0 : 1) + (columns < 0 ? 0 : 1));
    int at = batch.length;
    if (rows >= 0) {
      shape[at++] = rows;
    }
    if (columns >= 0) {
      shape[at] = columns;
    }
    return shape;
  }

  private static void product(double[] x, int xAt, double[] y, int yAt, double[] out, int outAt, int rows, int inner,
      int columns) {
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < inner; k++) {
        double a = x[xAt + r * inner + k];
        for (int c = 0; c < columns; c++) {
          out[outAt + r * columns + c] += a * y[yAt + k * columns + c];
        }
      }
    }
  }

  private static void product(long[] x, int xAt, long[] y, int yAt, long[] out, int outAt, int rows, int inner,
      int columns) {
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < inner; k++) {
        long a = x[xAt + r * inner + k];
        for (int c = 0; c < columns; c++) {
          out[outAt + r * columns + c] += a * y[yAt + k * columns + c];
        }
      }
    }
  }

  static Plan gemm(NodeView node) {
    node.takes(2, 3, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE);
    ElementType type = node.type(0);
    node.require(node.type(1) == type && (!node.has(2) || node.type(2) == type), "multiplies matrices of one type");
    node.require(node.rank(0) == 2 && node.rank(1) == 2, "multiplies matrices");
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    boolean transA = node.flag("transA", false);
    boolean transB = node.flag("transB", false);
    int rows = node.shape(0)[transA ? 1 : 0];
    int inner = node.shape(0)[transA ? 0 : 1];
    int columns = node.shape(1)[transB ? 0 : 1];
    node.require(inner == node.shape(1)[transB ? 1 : 0], "does not multiply " + Arrays.toString(node.shape(0))
        + " and " + Arrays.toString(node.shape(1)));
    int[] shape = {rows, columns};
    int[] added = null;
    if (node.has(2)) {
      node.require(Arrays.equals(Broadcast.shape(node, node.shape(2), shape), shape), "adds no "
          + Arrays.toString(node.shape(2)));
      added = Broadcast.map(node.shape(2), shape);
    }
    int[] addedAt = added;
    return Plan.of(type, shape, Math.max(1, inner) * (long) Shapes.size(shape), in -> {
      double[] x = Elements.doubles(in[0]);
      double[] y = Elements.doubles(in[1]);
      double[] out = new double[rows * columns];
      for (int i = 0; i < out.length; i++) {
        double sum = 0;
        int r = i / columns;
        int c = i % columns;
        for (int k = 0; k < inner; k++) {
          sum += x[transA ? k * rows + r : r * inner + k] * y[transB ? c * inner + k : k * columns + c];
        }
        out[i] = alpha * sum + (addedAt == null ? 0 : beta * in[2].number(addedAt[i]));
      }
      return Elements.rounded(type, out);
    });
  }

  /** Channels, along the second dimension, less their means over their deviations, scaled and shifted. */
  static Plan batchNormalization(NodeView node) {
    node.takes(5, 5, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE);
    node.require(!node.flag("training_mode", false), "is not for training");
    node.number("momentum", 0);
    double epsilon = node.number("epsilon", 1e-5f);
    int[] shape = node.shape(0);
    node.require(shape.length >= 2, "needs two dimensions");
    int channels = shape[1];
    for (int i = 1; i < 5; i++) {
      node.require(node.type(i) == node.type(0) && node.size(i) == channels, "needs " + channels
          + " constants of the input's type");
    }
    int inner = Shapes.product(shape, 2, shape.length);
    return Plan.of(node.type(0), shape, 4L * node.size(0), in -> {
      double[] x = Elements.doubles(in[0]);
      double[] out = new double[x.length];
      for (int i = 0; i < out.length; i++) {
        int c = i / inner % channels;
        out[i] = (x[i] - in[3].number(c)) / Math.sqrt(in[4].number(c) + epsilon) * in[1].number(c)
            + in[2].number(c);
      }
      return Elements.rounded(in[0].type(), out);
    });
  }
}
