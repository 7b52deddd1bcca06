package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** Operators that choose elements by indices, which may depend on data. */
final class GatherKernels {
  private GatherKernels() {
  }

  static Plan gather(NodeView node) {
    node.takes(2, 2, 1).typed(1, ElementType.INT64);
    int axis = node.axis(node.integer("axis", 0), node.rank(0));
    int[] shape = node.shape(0);
    int[] indices = node.shape(1);
    int rank = shape.length - 1 + indices.length;
    node.require(rank <= Tensor.MAX_RANK, "makes more than " + Tensor.MAX_RANK + " dimensions");
    int[] out = new int[rank];
    System.arraycopy(shape, 0, out, 0, axis);
    System.arraycopy(indices, 0, out, axis, indices.length);
    System.arraycopy(shape, axis + 1, out, axis + indices.length, shape.length - axis - 1);
    return chosen(node, out, Shapes.product(shape, 0, axis), shape[axis],
        Shapes.product(shape, axis + 1, shape.length), true);
  }

  static Plan arrayFeatureExtractor(NodeView node) {
    node.takes(2, 2, 1).typed(1, ElementType.INT64);
    int[] shape = node.shape(0);
    node.require(shape.length >= 1, "needs a dimension");
    int last = shape.length - 1;
    int[] out = shape.length == 1 ? new int[] {1, node.size(1)} : Shapes.with(shape, last, node.size(1));
    return chosen(node, out, Shapes.product(shape, 0, last), shape[last], 1, false);
  }

  /** {@code out[o, k, i] = in[o, indices[k], i]}. */
  private static Plan chosen(NodeView node, int[] shape, int outer, int length, int inner, boolean fromEnd) {
    int size = Shapes.size(shape);
    ElementType type = node.type(0);
    return Plan.of(type, shape, size, in -> {
      long[] indices = in[1].l();
      int[] from = new int[size];
      int at = 0;
      for (int o = 0; o < outer; o++) {
        for (long index : indices) {
          int base = (o * length + within(index, length, fromEnd)) * inner;
          for (int i = 0; i < inner; i++) {
            from[at++] = base + i;
          }
        }
      }
      return Elements.pick(type, in[0].data(), from, null);
    });
  }

  private static int within(long index, int length, boolean fromEnd) {
    if (index >= length || index < (fromEnd ? -length : 0)) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "the graph reads element " + index + " of " + length);
    }
    return (int) (index < 0 ? index + length : index);
  }

  static Plan gatherElements(NodeView node) {
    node.takes(2, 2, 1).typed(1, ElementType.INT64);
    int[] shape = node.shape(0);
    int[] out = node.shape(1);
    int axis = node.axis(node.integer("axis", 0), shape.length);
    node.require(out.length == shape.length, "needs indices of " + shape.length + " dimensions");
    for (int d = 0; d < out.length; d++) {
      node.require(d == axis || out[d] <= shape[d], "has more indices than elements along axis " + d);
    }
    int[] step = Shapes.strides(shape);
    int along = step[axis];
    step[axis] = 0;
    int[] base = Indices.walk(out, step, 0);
    ElementType type = node.type(0);
    return Plan.of(type, out, base.length, in -> {
      long[] indices = in[1].l();
      int[] from = new int[base.length];
      for (int i = 0; i < from.length; i++) {
        from[i] = base[i] + along * within(indices[i], shape[axis], true);
      }
      return Elements.pick(type, in[0].data(), from, null);
    });
  }
}
