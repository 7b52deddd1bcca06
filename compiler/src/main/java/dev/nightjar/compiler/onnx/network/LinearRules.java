package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.graph.Operator;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that are sums of elements with constant weights. */
final class LinearRules {
  private static final double EPSILON = 1e-5f;

  private final FormSum sum = FormSum.kept();

  Form sum(double first, Form a, double second, Form b, double constant) {
    return sum.add(first, a).add(second, b).add(constant).take();
  }

  Form scaled(Form form, double factor) {
    return factor == 1 ? form : sum.add(factor, form).take();
  }

  /** The output of a node, or null when it is none of this class. */
  Form[] apply(NodeInputs node) {
    return switch (node.operator()) {
      case ADD, SUM -> total(node, 1, 1);
      case SUB -> total(node, -1, 1);
      case MEAN -> total(node, 1, 1.0 / node.cells().size());
      case NEG -> each(node.in(0), -1, 0);
      case NOT -> each(node.in(0), -1, 1);
      case MATMUL -> matMul(node);
      case GEMM -> gemm(node);
      case CONV -> new Convolution(node).forms(sum);
      case BATCH_NORMALIZATION -> normalised(node);
      case SCALER -> scaler(node);
      case REDUCE_SUM, REDUCE_MEAN -> reduced(node);
      default -> null;
    };
  }

  private Form[] each(Cells cells, double factor, double constant) {
    return Arrays.stream(cells.forms()).map(f -> sum.add(factor, f).add(constant).take()).toArray(Form[]::new);
  }

  private Form[] total(NodeInputs node, double second, double factor) {
    Form[][] all = IntStream.range(0, node.cells().size()).mapToObj(node::repeated).toArray(Form[][]::new);
    Form[] out = new Form[all[0].length];
    for (int i = 0; i < out.length; i++) {
      for (int n = 0; n < all.length; n++) {
        sum.add(n == 0 ? factor : second * factor, all[n][i]);
      }
      out[i] = sum.take();
    }
    return out;
  }

  private Form[] matMul(NodeInputs node) {
    int[] a = node.in(0).shape();
    int[] b = node.in(1).shape();
    // A vector is a row on the left and a column on the right.
    int[] left = a.length == 1 ? new int[] {1, a[0]} : a;
    int[] right = b.length == 1 ? new int[] {b[0], 1} : b;
    int m = left[left.length - 2];
    int k = left[left.length - 1];
    int n = right[right.length - 1];
    int[] batch = batch(left, right);
    int[] ofLeft = Places.repeated(Arrays.copyOf(left, left.length - 2), batch);
    int[] ofRight = Places.repeated(Arrays.copyOf(right, right.length - 2), batch);
    Form[] out = new Form[Places.size(batch) * m * n];
    for (int s = 0, at = 0; s < ofLeft.length; s++) {
      Form[] products = product(node, new Matrix(ofLeft[s] * m * k, k, 1), new Matrix(ofRight[s] * k * n, n, 1), m, k,
          n, 1);
      System.arraycopy(products, 0, out, at, products.length);
      at += products.length;
    }
    return out;
  }

  private static int[] batch(int[] left, int[] right) {
    int[] batch = new int[Math.max(left.length, right.length) - 2];
    for (int d = 0; d < batch.length; d++) {
      int l = d - (batch.length + 2 - left.length);
      int r = d - (batch.length + 2 - right.length);
      batch[d] = l < 0 ? right[r] : r < 0 || left[l] != 1 ? left[l] : right[r];
    }
    return batch;
  }

  private Form[] gemm(NodeInputs node) {
    int n = node.shape()[1];
    int m = node.shape()[0];
    boolean turnA = node.integer("transA", 0) != 0;
    boolean turnB = node.integer("transB", 0) != 0;
    int k = node.in(0).shape()[turnA ? 0 : 1];
    Form[] out = product(node, turnA ? new Matrix(0, 1, m) : new Matrix(0, k, 1),
        turnB ? new Matrix(0, 1, k) : new Matrix(0, n, 1), m, k, n, node.real("alpha", 1));
    if (node.has(2)) {
      Form[] added = node.repeated(2);
      double beta = node.real("beta", 1);
      for (int i = 0; i < out.length; i++) {
        out[i] = sum.add(1, out[i]).add(beta, added[i]).take();
      }
    }
    return out;
  }

  /** Where the elements of a matrix are. */
  private record Matrix(int start, int row, int column) {
    int at(int r, int c) {
      return start + r * row + c * column;
    }
  }

  private Form[] product(NodeInputs node, Matrix a, Matrix b, int m, int k, int n, double factor) {
    Form[] left = node.in(0).forms();
    Form[] right = node.in(1).forms();
    boolean weightsRight = node.in(1).isConstant();
    if (!weightsRight) {
      node.constant(0, "two factors");
    }
    Form[] out = new Form[m * n];
    for (int r = 0; r < m; r++) {
      for (int c = 0; c < n; c++) {
        for (int i = 0; i < k; i++) {
          Form x = left[a.at(r, i)];
          Form y = right[b.at(i, c)];
          sum.add(factor * (weightsRight ? y : x).bias(), weightsRight ? x : y);
        }
        out[r * n + c] = sum.take();
      }
    }
    return out;
  }

  private Form[] normalised(NodeInputs node) {
    double[] scale = node.constant(1, "scales");
    double[] shift = node.constant(2, "shifts");
    double[] mean = node.constant(3, "means");
    double[] variance = node.constant(4, "variances");
    double epsilon = node.real("epsilon", EPSILON);
    int inner = Places.size(Arrays.copyOfRange(node.shape(), 2, node.shape().length));
    Form[] out = new Form[node.in(0).size()];
    for (int i = 0; i < out.length; i++) {
      int c = i / inner % scale.length;
      double factor = scale[c] / Math.sqrt(variance[c] + epsilon);
      out[i] = sum.add(factor, node.in(0).forms()[i]).add(shift[c] - factor * mean[c]).take();
    }
    return out;
  }

  private Form[] scaler(NodeInputs node) {
    float[] offset = node.reals("offset");
    float[] scale = node.reals("scale");
    int columns = node.shape()[node.shape().length - 1];
    Form[] out = new Form[node.in(0).size()];
    for (int i = 0; i < out.length; i++) {
      double shift = offset == null ? 0 : offset[offset.length == 1 ? 0 : i % columns];
      double factor = scale == null ? 1 : scale[scale.length == 1 ? 0 : i % columns];
      out[i] = sum.add(factor, node.in(0).forms()[i]).add(-factor * shift).take();
    }
    return out;
  }

  private Form[] reduced(NodeInputs node) {
    int[] shape = node.in(0).shape();
    int[] to = Places.reduced(shape, axes(node, shape.length));
    double factor = node.operator() == Operator.REDUCE_MEAN ? (double) Places.size(node.shape()) / to.length : 1;
    return Groups.of(to, Places.size(node.shape()), group -> {
      for (int i : group) {
        sum.add(factor, node.in(0).forms()[i]);
      }
      return sum.take();
    });
  }

  /** The axes over which a node reduces. */
  static boolean[] axes(NodeInputs node, int rank) {
    long[] given = node.has(1) ? Arrays.stream(node.constant(1, "axes")).mapToLong(Math::round).toArray()
        : node.integers("axes");
    boolean[] axes = new boolean[rank];
    if (given == null || given.length == 0) {
      Arrays.fill(axes, node.integer("noop_with_empty_axes", 0) == 0);
    } else {
      for (long axis : given) {
        axes[(int) (axis < 0 ? axis + rank : axis)] = true;
      }
    }
    return axes;
  }
}
