package dev.nightjar.api.graph;

import java.util.Arrays;

/** Operators that keep elements and change the shape alone, and those that give shapes. */
final class ShapeKernels {
  private ShapeKernels() {
  }

  static Plan identity(NodeView node) {
    node.takes(1, 1, 1);
    return Plan.reshaped(node, node.shape(0));
  }

  /** Names of scores are dropped, the scores stay. */
  static Plan zipMap(NodeView node) {
    node.takes(1, 1, 1).typed(0, ElementType.FLOAT);
    node.integers("classlabels_int64s");
    node.texts("classlabels_strings");
    return Plan.reshaped(node, node.shape(0));
  }

  static Plan reshape(NodeView node) {
    node.takes(1, 2, 1);
    boolean zeros = node.flag("allowzero", false);
    long[] wanted = node.has(1) ? node.constantIntegers(1) : node.integers("shape");
    node.require(wanted != null && wanted.length <= Tensor.MAX_RANK,
        "needs a shape of at most " + Tensor.MAX_RANK + " dimensions");
    int[] shape = new int[wanted.length];
    long product = 1;
    int open = -1;
    for (int d = 0; d < shape.length; d++) {
      node.require(wanted[d] >= -1 && wanted[d] <= Tensor.MAX_ELEMENTS, "takes no dimension " + wanted[d]);
      if (wanted[d] == -1) {
        node.require(open < 0, "has two open dimensions");
        open = d;
      } else if (wanted[d] == 0 && !zeros) {
        node.require(d < node.rank(0), "keeps dimension " + d + " of " + node.rank(0));
        shape[d] = node.shape(0)[d];
      } else {
        shape[d] = (int) wanted[d];
      }
      product = Math.min(Integer.MAX_VALUE, product * (open == d ? 1 : shape[d]));
    }
    if (open >= 0) {
      node.require(product > 0 && node.size(0) % product == 0, "makes no " + Arrays.toString(wanted) + " of "
          + node.size(0) + " elements");
      shape[open] = (int) (node.size(0) / product);
    }
    return Plan.reshaped(node, shape);
  }

  static Plan flatten(NodeView node) {
    node.takes(1, 1, 1);
    long axis = node.integer("axis", 1);
    int rank = node.rank(0);
    node.require(axis >= -rank && axis <= rank, "has no axis " + axis + " of " + rank);
    int at = (int) (axis < 0 ? axis + rank : axis);
    return Plan.reshaped(node, new int[] {Shapes.product(node.shape(0), 0, at),
        Shapes.product(node.shape(0), at, rank)});
  }

  static Plan squeeze(NodeView node) {
    node.takes(1, 2, 1);
    long[] axes = axes(node);
    int[] shape = node.shape(0);
    boolean[] dropped = new boolean[shape.length];
    for (int d = 0; axes == null && d < shape.length; d++) {
      dropped[d] = shape[d] == 1;
    }
    for (int k = 0; axes != null && k < axes.length; k++) {
      int d = node.axis(axes[k], shape.length);
      node.require(shape[d] == 1, "drops axis " + d + " of length " + shape[d]);
      dropped[d] = true;
    }
    int rank = 0;
    int[] kept = new int[shape.length];
    for (int d = 0; d < shape.length; d++) {
      if (!dropped[d]) {
        kept[rank++] = shape[d];
      }
    }
    return Plan.reshaped(node, Arrays.copyOf(kept, rank));
  }

  static Plan unsqueeze(NodeView node) {
    node.takes(1, 2, 1);
    long[] axes = axes(node);
    node.require(axes != null, "needs axes");
    int rank = node.rank(0) + axes.length;
    node.require(rank <= Tensor.MAX_RANK, "makes more than " + Tensor.MAX_RANK + " dimensions");
    int[] shape = new int[rank];
    for (long axis : axes) {
      int d = node.axis(axis, rank);
      node.require(shape[d] == 0, "names axis " + d + " twice");
      shape[d] = 1;
    }
    int next = 0;
    for (int d = 0; d < rank; d++) {
      shape[d] = shape[d] == 1 ? 1 : node.shape(0)[next++];
    }
    return Plan.reshaped(node, shape);
  }

  /** Axes as the second input or as an attribute; null where they are left out. */
  static long[] axes(NodeView node) {
    long[] attribute = node.integers("axes");
    node.require(attribute == null || !node.has(1), "has axes as an attribute and as an input");
    return node.has(1) ? node.constantIntegers(1) : attribute;
  }

  static Plan shape(NodeView node) {
    node.takes(1, 1, 1);
    int rank = node.rank(0);
    int from = bound(node.integer("start", 0), rank);
    int to = Math.max(from, bound(node.integer("end", rank), rank));
    long[] lengths = Arrays.stream(node.shape(0), from, to).asLongStream().toArray();
    return Plan.fixed(Tensor.longs(new int[] {lengths.length}, lengths));
  }

  private static int bound(long at, int rank) {
    return (int) Math.max(0, Math.min(rank, at < 0 ? at + rank : at));
  }

  static Plan constantOfShape(NodeView node) {
    node.takes(1, 1, 1);
    Tensor value = node.tensor("value");
    node.require(value == null || value.size() == 1, "fills with one value");
    Tensor filler = value == null ? Tensor.floats(new int[] {1}, 0) : value;
    int[] shape = dims(node, node.constantIntegers(0));
    int[] from = new int[Shapes.size(shape)];
    return Plan.of(filler.type(), shape, from.length,
        in -> Elements.pick(filler.type(), filler.data(), from, null));
  }

  /** Integers as the lengths of dimensions. */
  static int[] dims(NodeView node, long[] lengths) {
    node.require(lengths.length <= Tensor.MAX_RANK, "makes more than " + Tensor.MAX_RANK + " dimensions");
    int[] shape = new int[lengths.length];
    for (int d = 0; d < shape.length; d++) {
      node.require(lengths[d] >= 0 && lengths[d] <= Tensor.MAX_ELEMENTS, "takes no dimension " + lengths[d]);
      shape[d] = (int) lengths[d];
    }
    return shape;
  }
}
