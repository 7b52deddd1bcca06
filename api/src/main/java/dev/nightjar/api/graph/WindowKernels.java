package dev.nightjar.api.graph;

/** Convolutions and pools over the last two dimensions of {@code [1, channels, height, width]}. */
final class WindowKernels {
  private static final int MAX_SIDE = 1 << 12;

  private WindowKernels() {
  }

  /** Windows along one dimension. */
  private record Side(int length, int kernel, int stride, int dilation, int before, int out) {
    /** The first and the last place of a window, in the input or beside it. */
    int at(int window, int k) {
      return window * stride + k * dilation - before;
    }

    /** The first place of a window that lies in the input; the kernel's size if none does. */
    int first(int window) {
      int missing = before - window * stride;
      return missing <= 0 ? 0 : Math.min(kernel, (missing + dilation - 1) / dilation);
    }

    /** Behind the last place of a window that lies in the input. */
    int end(int window) {
      int room = length + before - window * stride;
      return room <= 0 ? 0 : Math.min(kernel, (room + dilation - 1) / dilation);
    }

    /** Places of a window that lie in the input or in its padding. */
    int padded(int window, int after) {
      int count = 0;
      for (int k = 0; k < kernel; k++) {
        count += at(window, k) < length + after ? 1 : 0;
      }
      return count;
    }
  }

  private static int[] pair(NodeView node, String name, long[] given, int count, int absent, int least) {
    int[] values = new int[count];
    node.require(given == null || given.length == count, "takes " + count + " numbers as " + name);
    for (int i = 0; i < count; i++) {
      node.require(given == null || given[i] >= least && given[i] <= MAX_SIDE, "takes " + least + " to " + MAX_SIDE
          + " as " + name);
      values[i] = given == null ? absent : (int) given[i];
    }
    return values;
  }

  private static int[] pads(NodeView node) {
    return pair(node, "pads", node.integers("pads"), 4, 0, 0);
  }

  /** The windows along height and width. */
  private static Side[] sides(NodeView node, int[] kernel, boolean ceiling) {
    int[] strides = pair(node, "strides", node.integers("strides"), 2, 1, 1);
    int[] dilations = pair(node, "dilations", node.integers("dilations"), 2, 1, 1);
    int[] pads = pads(node);
    String auto = node.text("auto_pad", "NOTSET");
    boolean same = auto.startsWith("SAME_");
    node.require(same ? auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER")
        : auto.equals("NOTSET") || auto.equals("VALID"), "knows no auto_pad " + auto);
    Side[] sides = new Side[2];
    for (int d = 0; d < 2; d++) {
      int length = node.shape(0)[2 + d];
      int window = (kernel[d] - 1) * dilations[d] + 1;
      int before = auto.equals("NOTSET") ? pads[d] : 0;
      int after = auto.equals("NOTSET") ? pads[2 + d] : 0;
      int out;
      if (same) {
        out = (length + strides[d] - 1) / strides[d];
        int total = Math.max(0, (out - 1) * strides[d] + window - length);
        before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      } else {
        int room = length + before + after - window;
        node.require(room >= 0, "has a window of " + window + " over " + length + " elements");
        out = (room + (ceiling ? strides[d] - 1 : 0)) / strides[d] + 1;
        out -= ceiling && (out - 1) * strides[d] >= length + before ? 1 : 0;
      }
      sides[d] = new Side(length, kernel[d], strides[d], dilations[d], before, out);
    }
    return sides;
  }

  private static void image(NodeView node) {
    node.typed(0, ElementType.FLOAT, ElementType.DOUBLE);
    node.require(node.rank(0) == 4, "takes [1, channels, height, width], not " + node.rank(0) + " dimensions");
    node.require(node.shape(0)[2] <= MAX_SIDE && node.shape(0)[3] <= MAX_SIDE, "takes at most " + MAX_SIDE
        + " as height and width");
  }

  static Plan conv(NodeView node) {
    image(node.takes(2, 3, 1));
    ElementType type = node.type(0);
    node.require(node.rank(1) == 4 && node.type(1) == type, "takes weights of four dimensions of the input's type");
    int[] weights = node.shape(1);
    int[] kernel = pair(node, "kernel_shape", node.integers("kernel_shape"), 2, 0, 1);
    for (int d = 0; d < 2; d++) {
      node.require(weights[2 + d] >= 1 && weights[2 + d] <= MAX_SIDE && (kernel[d] == 0 || kernel[d] == weights[2 + d]),
          "has a kernel of another shape than its weights");
      kernel[d] = weights[2 + d];
    }
    int channels = node.shape(0)[1];
    int batch = node.shape(0)[0];
    int maps = weights[0];
    long group = node.integer("group", 1);
    node.require(group >= 1 && maps % group == 0 && group * weights[1] == channels,
        "has weights for " + group + " x " + weights[1] + " channels, not " + channels);
    node.require(!node.has(2) || node.type(2) == type && node.size(2) == maps, "adds one number to each map");
    Side[] sides = sides(node, kernel, false);
    int[] shape = {batch, maps, sides[0].out, sides[1].out};
    long work = (long) Shapes.size(shape) * weights[1] * kernel[0] * kernel[1];
    int perGroup = (int) (maps / group);
    return Plan.of(type, shape, work, in -> {
      double[] x = Elements.doubles(in[0]);
      double[] w = Elements.doubles(in[1]);
      double[] out = new double[Shapes.size(shape)];
      for (int i = 0; i < out.length; i++) {
        int column = i % sides[1].out;
        int row = i / sides[1].out % sides[0].out;
        int map = i / (sides[0].out * sides[1].out) % maps;
        int image = i / (sides[0].out * sides[1].out * maps) * channels + map / perGroup * weights[1];
        double sum = in.length > 2 && in[2] != null ? in[2].number(map) : 0;
        for (int c = 0; c < weights[1]; c++) {
          sum += window(x, (image + c) * sides[0].length * sides[1].length, sides, row, column, w,
              (map * weights[1] + c) * kernel[0] * kernel[1]);
        }
        out[i] = sum;
      }
      return Elements.rounded(type, out);
    });
  }

  private static double window(double[] x, int from, Side[] sides, int row, int column, double[] w, int weight) {
    int first = sides[1].first(column);
    int end = sides[1].end(column);
    int step = sides[1].dilation;
    double sum = 0;
    for (int i = sides[0].first(row); i < sides[0].end(row); i++) {
      int at = from + sides[0].at(row, i) * sides[1].length + sides[1].at(column, first);
      int line = weight + i * sides[1].kernel;
      for (int j = first; j < end; j++) {
        sum += x[at] * w[line + j];
        at += step;
      }
    }
    return sum;
  }

  static Operator.Planner pool(boolean largest) {
    return node -> {
      image(node.takes(1, 1, 1));
      node.requireAttribute("kernel_shape");
      int[] kernel = pair(node, "kernel_shape", node.integers("kernel_shape"), 2, 1, 1);
      boolean padding = !largest && node.flag("count_include_pad", false);
      node.require(!largest || !node.flag("storage_order", false), "takes no storage_order");
      Side[] sides = sides(node, kernel, node.flag("ceil_mode", false));
      int[] pads = pads(node);
      int[] shape = {node.shape(0)[0], node.shape(0)[1], sides[0].out, sides[1].out};
      ElementType type = node.type(0);
      long work = (long) Shapes.size(shape) * kernel[0] * kernel[1];
      return Plan.of(type, shape, work, in -> {
        double[] x = Elements.doubles(in[0]);
        double[] out = new double[Shapes.size(shape)];
        for (int i = 0; i < out.length; i++) {
          int column = i % sides[1].out;
          int row = i / sides[1].out % sides[0].out;
          int from = i / (sides[0].out * sides[1].out) * sides[0].length * sides[1].length;
          int all = padding ? sides[0].padded(row, pads[2]) * sides[1].padded(column, pads[3]) : 0;
          out[i] = pooled(x, from, sides, row, column, largest, all);
        }
        return Elements.rounded(type, out);
      });
    };
  }

  private static double pooled(double[] x, int from, Side[] sides, int row, int column, boolean largest, int all) {
    double result = largest ? Double.NEGATIVE_INFINITY : 0;
    int count = 0;
    for (int i = sides[0].first(row); i < sides[0].end(row); i++) {
      int line = from + sides[0].at(row, i) * sides[1].length;
      for (int j = sides[1].first(column); j < sides[1].end(column); j++) {
        double value = x[line + sides[1].at(column, j)];
        result = largest ? Math.max(result, value) : result + value;
        count++;
      }
    }
    return largest ? result : result / (all > 0 ? all : count);
  }

  static Operator.Planner global(boolean largest) {
    return node -> {
      image(node.takes(1, 1, 1));
      int[] shape = {node.shape(0)[0], node.shape(0)[1], 1, 1};
      int area = node.shape(0)[2] * node.shape(0)[3];
      node.require(area > 0, "has nothing to choose from");
      ElementType type = node.type(0);
      return Plan.of(type, shape, node.size(0), in -> {
        double[] x = Elements.doubles(in[0]);
        double[] out = new double[Shapes.size(shape)];
        for (int i = 0; i < out.length; i++) {
          double result = x[i * area];
          for (int k = 1; k < area; k++) {
            result = largest ? Math.max(result, x[i * area + k]) : result + x[i * area + k];
          }
          out[i] = largest ? result : result / area;
        }
        return Elements.rounded(type, out);
      });
    };
  }
}
