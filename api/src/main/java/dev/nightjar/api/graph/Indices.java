package dev.nightjar.api.graph;

/** Indices of elements, for operators that move them. */
final class Indices {
  private Indices() {
  }

  /** For each place of a shape, row by row: the sum of coordinates times steps, from an offset on. */
  static int[] walk(int[] shape, int[] step, int offset) {
    int[] from = new int[Shapes.size(shape)];
    int[] at = new int[shape.length];
    int index = offset;
    for (int i = 0; i < from.length; i++) {
      from[i] = index;
      for (int d = shape.length - 1; d >= 0; d--) {
        index += step[d];
        if (++at[d] < shape[d]) {
          break;
        }
        index -= step[d] * shape[d];
        at[d] = 0;
      }
    }
    return from;
  }

  /** What a coordinate of the output reads along its axis; -1 for nothing. */
  interface AxisMap {
    int from(int coordinate);
  }

  /** For each place of the output the index in the input, where coordinates of each axis are mapped alone. */
  static int[] byAxis(int[] in, int[] out, AxisMap... maps) {
    int[] strides = Shapes.strides(in);
    int[] from = new int[Shapes.size(out)];
    int[] steps = Shapes.strides(out);
    for (int i = 0; i < from.length; i++) {
      int index = 0;
      for (int d = 0; d < out.length && index >= 0; d++) {
        int coordinate = maps[d].from(i / steps[d] % out[d]);
        index = coordinate < 0 ? -1 : index + coordinate * strides[d];
      }
      from[i] = index;
    }
    return from;
  }
}
