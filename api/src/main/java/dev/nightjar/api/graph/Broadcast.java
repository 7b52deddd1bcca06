package dev.nightjar.api.graph;

import java.util.Arrays;

/** Which element of each input meets at each place of the output, by the broadcasting of ONNX. */
final class Broadcast {
  private final int[] shape;

  /** For each input the index at each place, null where it is the place itself. */
  private final int[][] maps;

  private Broadcast(int[] shape, int[][] maps) {
    this.shape = shape;
    this.maps = maps;
  }

  /** All inputs of a node against each other. */
  static Broadcast of(NodeView node) {
    int[] shape = node.shape(0);
    for (int i = 1; i < node.inputs(); i++) {
      shape = shape(node, shape, node.shape(i));
    }
    node.require(Shapes.size(shape) * GraphBounds.INDEX * node.inputs() <= ClientGraph.MAX_WORK,
        "broadcasts " + node.inputs() + " inputs to " + Arrays.toString(shape) + ", which is too much");
    int[][] maps = new int[node.inputs()][];
    for (int i = 0; i < maps.length; i++) {
      maps[i] = Arrays.equals(shape, node.shape(i)) ? null : map(node.shape(i), shape);
    }
    return new Broadcast(shape, maps);
  }

  /** The shape that two shapes broadcast to. */
  static int[] shape(NodeView node, int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] shape = new int[rank];
    for (int d = 0; d < rank; d++) {
      int left = d < rank - a.length ? 1 : a[d - rank + a.length];
      int right = d < rank - b.length ? 1 : b[d - rank + b.length];
      node.require(left == right || left == 1 || right == 1,
          "does not broadcast " + Arrays.toString(a) + " and " + Arrays.toString(b));
      shape[d] = left == 1 ? right : left;
    }
    return shape;
  }

  /** For each place of the output the index in an input that broadcasts to it. */
  static int[] map(int[] in, int[] out) {
    int[] strides = Shapes.strides(in);
    int[] step = new int[out.length];
    for (int d = 0; d < in.length; d++) {
      step[out.length - in.length + d] = in[d] == 1 ? 0 : strides[d];
    }
    return Indices.walk(out, step, 0);
  }

  int[] shape() {
    return shape;
  }

  int size() {
    return Shapes.size(shape);
  }

  int index(int input, int place) {
    return maps[input] == null ? place : maps[input][place];
  }
}
