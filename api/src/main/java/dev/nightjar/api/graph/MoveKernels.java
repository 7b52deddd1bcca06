package dev.nightjar.api.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move elements of an input to places that do not depend on data. */
final class MoveKernels {
  private MoveKernels() {
  }

  static Plan concat(NodeView node) {
    node.takes(1, GraphBounds.MAX_INPUTS, 1);
    int rank = node.rank(0);
    int axis = node.axis(node.integer("axis", 1), rank);
    int[] first = node.shape(0);
    long length = 0;
    for (int i = 0; i < node.inputs(); i++) {
      node.require(node.has(i) && node.type(i) == node.type(0), "joins inputs of one type");
      node.require(node.rank(i) == rank && Arrays.equals(Shapes.with(node.shape(i), axis, 0),
          Shapes.with(first, axis, 0)), "does not join " + Arrays.toString(first) + " and "
          + Arrays.toString(node.shape(i)) + " along axis " + axis);
      length += node.shape(i)[axis];
    }
    node.require(length <= Tensor.MAX_ELEMENTS, "joins more than " + Tensor.MAX_ELEMENTS + " elements");
    int[] shape = Shapes.with(first, axis, (int) length);
    int outer = Shapes.product(shape, 0, axis);
    int block = Shapes.product(shape, axis, rank);
    int size = Shapes.size(shape);
    ElementType type = node.type(0);
    return Plan.of(type, shape, size, in -> {
      Object out = Elements.array(type, size);
      int at = 0;
      for (Tensor part : in) {
        int run = Shapes.product(part.dims(), axis, rank);
        for (int o = 0; o < outer; o++) {
          System.arraycopy(part.data(), o * run, out, o * block + at, run);
        }
        at += run;
      }
      return out;
    });
  }

  static Plan split(NodeView node) {
    node.takes(1, 2, GraphBounds.MAX_INPUTS);
    int axis = node.axis(node.integer("axis", 0), node.rank(0));
    int[] shape = node.shape(0);
    long[] lengths = node.has(1) ? node.constantIntegers(1) : node.integers("split");
    int parts = (int) node.integer("num_outputs", node.outputs());
    node.require(parts == node.outputs() && (lengths == null || lengths.length == parts),
        "has " + node.outputs() + " outputs for another number of parts");
    if (lengths == null) {
      int each = (shape[axis] + parts - 1) / parts;
      lengths = IntStream.range(0, parts).mapToLong(p -> Math.max(0, Math.min(each, shape[axis] - p * each)))
          .toArray();
    }
    List<Plan.Value> outputs = new ArrayList<>();
    int[][] maps = new int[parts][];
    long at = 0;
    for (int p = 0; p < parts; p++) {
      node.require(lengths[p] >= 0 && at + lengths[p] <= shape[axis], "splits more than there is");
      int[] part = Shapes.with(shape, axis, (int) lengths[p]);
      int[] strides = Shapes.strides(shape);
      maps[p] = Indices.walk(part, strides, (int) at * strides[axis]);
      outputs.add(new Plan.Value(node.type(0), part));
      at += lengths[p];
    }
    node.require(at == shape[axis], "splits " + at + " of " + shape[axis]);
    return new Plan(outputs, node.size(0), in -> IntStream.range(0, parts)
        .mapToObj(p -> Tensor.over(in[0].type(), outputs.get(p).shape(),
            Elements.pick(in[0].type(), in[0].data(), maps[p], null))).toArray(Tensor[]::new));
  }

  static Plan slice(NodeView node) {
    node.takes(1, 5, 1);
    boolean asInputs = node.has(1);
    long[] starts = asInputs ? node.constantIntegers(1) : node.integers("starts");
    long[] ends = asInputs && node.has(2) ? node.constantIntegers(2) : node.integers("ends");
    node.require(starts != null && ends != null && starts.length == ends.length,
        "needs as many starts as ends");
    long[] axes = asInputs ? node.has(3) ? node.constantIntegers(3) : null : node.integers("axes");
    long[] steps = node.has(4) ? node.constantIntegers(4) : null;
    node.require((axes == null || axes.length == starts.length) && (steps == null || steps.length == starts.length),
        "needs an axis and a step for each start");
    int[] shape = node.shape(0);
    int[] out = shape.clone();
    int[] stride = Shapes.strides(shape);
    int offset = 0;
    boolean[] cut = new boolean[shape.length];
    for (int k = 0; k < starts.length; k++) {
      int axis = node.axis(axes == null ? k : axes[k], shape.length);
      node.require(!cut[axis], "cuts axis " + axis + " twice");
      cut[axis] = true;
      long step = steps == null ? 1 : steps[k];
      node.require(step != 0 && step >= -Tensor.MAX_ELEMENTS, "takes no step " + step);
      step = Math.min(step, Tensor.MAX_ELEMENTS);
      int n = shape[axis];
      long start = bound(starts[k], n, 0, step < 0 ? n - 1 : n);
      long end = bound(ends[k], n, step < 0 ? -1 : 0, step < 0 ? n - 1 : n);
      long length = step < 0 ? (start - end - step - 1) / -step : (end - start + step - 1) / step;
      out[axis] = (int) Math.max(0, length);
      offset += (int) (out[axis] == 0 ? 0 : start * stride[axis]);
      stride[axis] *= out[axis] <= 1 ? 1 : (int) step;
    }
    return Plan.moved(node, out, Indices.walk(out, stride, offset), null);
  }

  private static long bound(long at, int length, long least, long most) {
    return Math.max(least, Math.min(most, at < 0 ? at + length : at));
  }

  static Plan transpose(NodeView node) {
    node.takes(1, 1, 1);
    int[] shape = node.shape(0);
    int rank = shape.length;
    long[] given = node.integers("perm");
    long[] perm = given == null ? IntStream.range(0, rank).mapToLong(d -> rank - 1 - d).toArray() : given;
    node.require(perm.length == rank && Arrays.equals(Arrays.stream(perm).sorted().toArray(),
        IntStream.range(0, rank).asLongStream().toArray()), "orders no " + rank + " dimensions by "
        + Arrays.toString(perm));
    int[] strides = Shapes.strides(shape);
    int[] out = new int[rank];
    int[] step = new int[rank];
    for (int d = 0; d < rank; d++) {
      out[d] = shape[(int) perm[d]];
      step[d] = strides[(int) perm[d]];
    }
    return Plan.moved(node, out, Indices.walk(out, step, 0), null);
  }

  static Plan expand(NodeView node) {
    node.takes(2, 2, 1);
    int[] shape = Broadcast.shape(node, node.shape(0), ShapeKernels.dims(node, node.constantIntegers(1)));
    Shapes.size(shape);
    return Plan.moved(node, shape, Broadcast.map(node.shape(0), shape), null);
  }

  static Plan tile(NodeView node) {
    node.takes(2, 2, 1);
    int[] repeats = ShapeKernels.dims(node, node.constantIntegers(1));
    int[] shape = node.shape(0);
    node.require(repeats.length == shape.length, "needs a repeat for each dimension");
    int[] out = shape.clone();
    Indices.AxisMap[] maps = new Indices.AxisMap[shape.length];
    for (int d = 0; d < shape.length; d++) {
      long length = (long) shape[d] * repeats[d];
      node.require(length <= Tensor.MAX_ELEMENTS, "makes more than " + Tensor.MAX_ELEMENTS + " elements");
      out[d] = (int) length;
      int n = shape[d];
      maps[d] = at -> at % n;
    }
    Shapes.size(out);
    return Plan.moved(node, out, Indices.byAxis(shape, out, maps), null);
  }

  static Plan pad(NodeView node) {
    node.takes(1, 4, 1);
    long[] pads = node.has(1) ? node.constantIntegers(1) : node.integers("pads");
    long[] axes = node.has(3) ? node.constantIntegers(3)
        : IntStream.range(0, node.rank(0)).asLongStream().toArray();
    node.require(pads != null && pads.length == 2 * axes.length, "needs two pads for each axis");
    String mode = node.text("mode", "constant");
    node.require(List.of("constant", "edge", "reflect").contains(mode), "knows no mode " + mode);
    float value = node.number("value", 0);
    node.require(!node.has(2) || node.size(2) == 1 && node.type(2) == node.type(0), "fills with one value");
    Object filler = !node.has(2) ? (Object) value : node.type(0) == ElementType.INT64
        ? (Object) node.constant(2).l()[0] : node.type(0).numeric() ? (Object) node.constant(2).number(0) : null;
    node.require(filler != null || !mode.equals("constant"), "fills no " + node.type(0).text());
    int[] shape = node.shape(0);
    int[] out = shape.clone();
    Indices.AxisMap[] maps = new Indices.AxisMap[shape.length];
    Arrays.fill(maps, (Indices.AxisMap) at -> at);
    for (int k = 0; k < axes.length; k++) {
      int d = node.axis(axes[k], shape.length);
      int n = shape[d];
      long before = pads[k];
      long after = pads[k + axes.length];
      long length = before + n + after;
      node.require(Math.abs(before) <= Tensor.MAX_ELEMENTS && Math.abs(after) <= Tensor.MAX_ELEMENTS && length >= 0
          && length <= Tensor.MAX_ELEMENTS, "pads " + n + " by " + before + " and " + after);
      boolean reflected = mode.equals("reflect");
      node.require(!reflected || before < n && after < n, "reflects more than the " + n + " elements");
      node.require(n > 0 || mode.equals("constant"), "repeats an edge that is not there");
      out[d] = (int) length;
      maps[d] = at -> inside((int) (at - before), n, mode);
    }
    Shapes.size(out);
    return Plan.moved(node, out, Indices.byAxis(shape, out, maps), filler);
  }

  private static int inside(int at, int n, String mode) {
    if (at >= 0 && at < n) {
      return at;
    }
    return switch (mode) {
      case "edge" -> at < 0 ? 0 : n - 1;
      case "reflect" -> at < 0 ? -at : 2 * (n - 1) - at;
      default -> -1;
    };
  }
}
