package dev.nightjar.compiler.onnx;

/** Arithmetic of shapes, the last dimension fastest. */
final class Elements {
  private Elements() {
  }

  static int size(int[] shape) {
    int size = 1;
    for (int dim : shape) {
      size *= dim;
    }
    return size;
  }

  /** The shape of an output whose inputs are repeated along dimensions of length 1, or null if there is none. */
  static int[] broadcast(int[] a, int[] b) {
    int[] out = new int[Math.max(a.length, b.length)];
    for (int d = 0; d < out.length; d++) {
      int left = dim(a, d, out.length);
      int right = dim(b, d, out.length);
      if (left != right && left != 1 && right != 1) {
        return null;
      }
      out[d] = left == 1 ? right : left;
    }
    return out;
  }

  private static int dim(int[] shape, int d, int rank) {
    int own = d - (rank - shape.length);
    return own < 0 ? 1 : shape[own];
  }
}
