package dev.nightjar.api.graph;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;

/** Arithmetic of shapes: lengths of dimensions, the last one fastest. */
final class Shapes {
  private Shapes() {
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw invalid(message);
    }
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** Number of elements; refuses shapes that no tensor may have. */
  static int size(int... shape) {
    require(shape.length <= Tensor.MAX_RANK,
        "a tensor has at most " + Tensor.MAX_RANK + " dimensions, not " + shape.length);
    long size = 1;
    boolean empty = false;
    for (int dim : shape) {
      require(dim >= 0, "a dimension has no negative length: " + Arrays.toString(shape));
      empty |= dim == 0;
      size *= Math.max(1, dim);
      require(size <= Tensor.MAX_ELEMENTS, "a tensor has at most " + Tensor.MAX_ELEMENTS + " elements, and "
          + Arrays.toString(shape) + " has more");
    }
    return empty ? 0 : (int) size;
  }

  /** Elements between neighbours along each dimension. */
  static int[] strides(int... shape) {
    int[] strides = new int[shape.length];
    int step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= shape[d];
    }
    return strides;
  }

  /** Product of the lengths from one dimension on, before another. */
  static int product(int[] shape, int from, int to) {
    int product = 1;
    for (int d = from; d < to; d++) {
      product *= shape[d];
    }
    return product;
  }

  /** The same lengths with that of one dimension replaced. */
  static int[] with(int[] shape, int axis, int length) {
    int[] out = shape.clone();
    out[axis] = length;
    return out;
  }
}
