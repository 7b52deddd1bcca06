package dev.nightjar.compiler.onnx.network;

import java.util.function.Function;

/** Elements that become one. */
final class Groups {
  private Groups() {
  }

  /**
   * A form of each group.
   *
   * @param to the group of each element
   * @param count number of groups
   */
  static Form[] of(int[] to, int count, Function<int[], Form> form) {
    int[] sizes = new int[count];
    for (int group : to) {
      sizes[group]++;
    }
    int[][] groups = new int[count][];
    for (int g = 0; g < count; g++) {
      groups[g] = new int[sizes[g]];
    }
    for (int i = to.length - 1; i >= 0; i--) {
      groups[to[i]][--sizes[to[i]]] = i;
    }
    Form[] out = new Form[count];
    for (int g = 0; g < count; g++) {
      out[g] = form.apply(groups[g]);
    }
    return out;
  }
}
