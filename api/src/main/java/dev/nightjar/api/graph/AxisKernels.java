package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Functions of the elements along one axis. */
final class AxisKernels {
  private AxisKernels() {
  }

  /** The lines of elements along an axis: where each begins, and the distance of neighbours. */
  private record Lines(int[] starts, int step, int length) {
    static Lines along(int[] shape, int axis) {
      int[] strides = Shapes.strides(shape);
      int step = strides[axis];
      return new Lines(Indices.walk(Shapes.with(shape, axis, 1), strides, 0), step, shape[axis]);
    }

    /** The work that the indices count as. */
    long cost() {
      return GraphBounds.INDEX * starts.length;
    }

    double[] read(double[] x, int line) {
      double[] values = new double[length];
      for (int k = 0; k < length; k++) {
        values[k] = x[starts[line] + k * step];
      }
      return values;
    }

    void write(double[] values, double[] x, int line) {
      for (int k = 0; k < length; k++) {
        x[starts[line] + k * step] = values[k];
      }
    }
  }

  static Operator.Planner softmax(boolean log) {
    return node -> {
      node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE);
      int[] shape = node.shape(0);
      Lines lines = Lines.along(shape, node.axis(node.integer("axis", -1), shape.length));
      ElementType type = node.type(0);
      return Plan.of(type, shape, 32L * node.size(0) + lines.cost(), in -> {
        double[] x = Elements.doubles(in[0]);
        double[] out = new double[x.length];
        for (int i = 0; i < lines.starts.length; i++) {
          double[] v = lines.read(x, i);
          double total = ReduceKernels.logSumExp(v);
          for (int k = 0; k < v.length; k++) {
            v[k] = log ? v[k] - total : Math.exp(v[k] - total);
          }
          lines.write(v, out, i);
        }
        return Elements.rounded(type, out);
      });
    };
  }

  /** The index of the largest element, or of the least; of equals the first, or the last. */
  static Operator.Planner argMax(boolean largest) {
    return node -> {
      node.takes(1, 1, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
      int[] shape = node.shape(0);
      int axis = node.axis(node.integer("axis", 0), shape.length);
      boolean last = node.flag("select_last_index", false);
      boolean keep = node.flag("keepdims", true);
      node.require(shape[axis] > 0, "has nothing to choose from");
      Lines lines = Lines.along(shape, axis);
      int[] out = keep ? Shapes.with(shape, axis, 1)
          : IntStream.range(0, shape.length).filter(d -> d != axis).map(d -> shape[d]).toArray();
      return Plan.of(ElementType.INT64, out, node.size(0) + lines.cost(), in -> {
        long[] chosen = new long[lines.starts.length];
        for (int i = 0; i < chosen.length; i++) {
          int best = 0;
          for (int k = 1; k < lines.length; k++) {
            int sign = compare(in[0], lines.starts[i] + k * lines.step, lines.starts[i] + best * lines.step);
            if ((largest ? sign : -sign) > 0 || last && sign == 0) {
              best = k;
            }
          }
          chosen[i] = best;
        }
        return chosen;
      });
    };
  }

  /** The sign of one element against another; 0 where there is no order. */
  private static int compare(Tensor tensor, int i, int j) {
    if (tensor.type() == ElementType.INT64) {
      return Long.compare(tensor.l()[i], tensor.l()[j]);
    }
    double a = tensor.number(i);
    double b = tensor.number(j);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  static Plan topK(NodeView node) {
    node.takes(1, 2, 2).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    int[] shape = node.shape(0);
    int axis = node.axis(node.integer("axis", -1), shape.length);
    boolean largest = node.flag("largest", true);
    node.flag("sorted", true);
    long[] count = node.has(1) ? node.constantIntegers(1) : new long[] {node.integer("k")};
    node.require(count.length == 1 && count[0] >= 0 && count[0] <= shape[axis],
        "chooses " + Arrays.toString(count) + " of " + shape[axis]);
    int k = (int) count[0];
    int[] out = Shapes.with(shape, axis, k);
    Lines lines = Lines.along(shape, axis);
    Lines written = Lines.along(Shapes.with(shape, axis, Math.max(1, k)), axis);
    ElementType type = node.type(0);
    List<Plan.Value> outputs = List.of(new Plan.Value(type, out), new Plan.Value(ElementType.INT64, out));
    long work = 16L * node.size(0) + lines.cost() + written.cost();
    return new Plan(outputs, work, in -> {
      int[] from = new int[Shapes.size(out)];
      long[] indices = new long[from.length];
      for (int i = 0; k > 0 && i < lines.starts.length; i++) {
        int start = lines.starts[i];
        Comparator<Integer> order = (a, b) -> order(in[0], start + a * lines.step, start + b * lines.step);
        List<Integer> sorted = IntStream.range(0, lines.length).boxed()
            .sorted(largest ? order.reversed() : order).limit(k).toList();
        for (int j = 0; j < k; j++) {
          int at = written.starts[i] + j * written.step;
          from[at] = start + sorted.get(j) * lines.step;
          indices[at] = sorted.get(j);
        }
      }
      return new Tensor[] {Tensor.over(type, out, Elements.pick(type, in[0].data(), from, null)),
          Tensor.over(ElementType.INT64, out, indices)};
    });
  }

  private static int order(Tensor tensor, int i, int j) {
    return tensor.type() == ElementType.INT64 ? Long.compare(tensor.l()[i], tensor.l()[j])
        : Double.compare(tensor.number(i) + 0.0, tensor.number(j) + 0.0);
  }

  static Plan cumSum(NodeView node) {
    node.takes(2, 2, 1).typed(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64);
    long[] axis = node.constantIntegers(1);
    node.require(axis.length == 1, "sums along one axis");
    boolean exclusive = node.flag("exclusive", false);
    boolean reverse = node.flag("reverse", false);
    int[] shape = node.shape(0);
    Lines lines = Lines.along(shape, node.axis(axis[0], shape.length));
    ElementType type = node.type(0);
    return Plan.of(type, shape, node.size(0) + lines.cost(), in -> {
      double[] x = type == ElementType.INT64 ? null : Elements.doubles(in[0]);
      double[] sums = new double[x == null ? 0 : x.length];
      long[] integers = new long[x == null ? in[0].size() : 0];
      for (int start : lines.starts) {
        double sum = 0;
        long integer = 0;
        for (int k = 0; k < lines.length; k++) {
          int at = start + (reverse ? lines.length - 1 - k : k) * lines.step;
          if (x == null) {
            long next = integer + in[0].l()[at];
            integers[at] = exclusive ? integer : next;
            integer = next;
          } else {
            double next = sum + x[at];
            next = type == ElementType.FLOAT ? (float) next : next;
            sums[at] = exclusive ? sum : next;
            sum = next;
          }
        }
      }
      return x == null ? integers : Elements.rounded(type, sums);
    });
  }

  static Plan oneHot(NodeView node) {
    node.takes(3, 3, 1).typed(0, ElementType.INT64, ElementType.FLOAT, ElementType.DOUBLE);
    Tensor count = node.constant(1);
    node.require(count.size() == 1 && count.type().numeric() && count.number(0) >= 0
        && count.number(0) <= Tensor.MAX_ELEMENTS, "makes vectors of 0 to " + Tensor.MAX_ELEMENTS + " elements");
    node.require(node.size(2) == 2, "takes two values");
    int depth = (int) count.number(0);
    int rank = node.rank(0) + 1;
    node.require(rank <= Tensor.MAX_RANK, "makes more than " + Tensor.MAX_RANK + " dimensions");
    int axis = node.axis(node.integer("axis", -1), rank);
    int[] shape = new int[rank];
    for (int d = 0; d < rank; d++) {
      shape[d] = d == axis ? depth : node.shape(0)[d < axis ? d : d - 1];
    }
    int inner = Shapes.product(shape, axis + 1, rank);
    ElementType type = node.type(2);
    int size = Shapes.size(shape);
    return Plan.of(type, shape, size, in -> {
      int[] chosen = new int[size];
      for (int i = 0; i < in[0].size(); i++) {
        double given = in[0].number(i);
        double index = given < 0 ? given + depth : given;
        if (index >= 0 && index < depth) {
          chosen[i / inner * inner * depth + (int) index * inner + i % inner] = 1;
        }
      }
      return Elements.pick(type, in[2].data(), chosen, null);
    });
  }
}
