package dev.nightjar.compiler.onnx.network;

import java.util.Arrays;

/** Arithmetic of shapes, the last dimension fastest. */
public final class Places {
  private Places() {
  }

  static int size(int[] shape) {
    int size = 1;
    for (int dim : shape) {
      size = Math.multiplyExact(size, dim);
    }
    return size;
  }

  private static int dim(int[] shape, int d, int rank) {
    int own = d - (rank - shape.length);
    return own < 0 ? 1 : shape[own];
  }

  /** For each element of {@code out}, the element of {@code in} that is repeated there. */
  public static int[] repeated(int[] in, int[] out) {
    int[] strides = new int[out.length];
    int step = 1;
    for (int d = out.length - 1; d >= 0; d--) {
      int length = dim(in, d, out.length);
      strides[d] = length == 1 ? 0 : step;
      step *= length;
    }
    int[] sources = new int[size(out)];
    int[] at = new int[out.length];
    for (int i = 0; i < sources.length; i++) {
      int source = 0;
      for (int d = 0; d < at.length; d++) {
        source += at[d] * strides[d];
      }
      sources[i] = source;
      for (int d = at.length - 1; d >= 0 && ++at[d] == out[d]; d--) {
        at[d] = 0;
      }
    }
    return sources;
  }

  /** For each element of {@code in}, the element of the output that a reduction over some axes puts it into. */
  public static int[] reduced(int[] in, boolean[] axes) {
    int[] kept = new int[in.length];
    Arrays.setAll(kept, d -> axes[d] ? 1 : in[d]);
    return repeated(kept, in);
  }
}
