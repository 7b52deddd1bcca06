package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.Arrays;
import java.util.List;

/**
 * The regions that can be tried at each node of a tree, as far as {@link PlanSolver} compares them: in flat arrays,
 * since a large ensemble has millions. A region itself is made when it is chosen. A node's regions are found when they
 * are first asked for. Not thread-safe.
 */
final class RegionShapes {
  private final GridTree tree;
  private final int[][] packed;

  RegionShapes(GridTree tree) {
    this.tree = tree;
    packed = new int[tree.size()][];
  }

  /**
   * The regions of a node one after the other: of each its cells, the number of its exits, and the exits. Not a copy.
   */
  int[] of(int node) {
    if (packed[node] == null) {
      packed[node] = pack(Region.below(tree, node));
    }
    return packed[node];
  }

  private static int[] pack(List<Region.Shape> shapes) {
    int[] out = new int[shapes.stream().mapToInt(s -> 2 + s.exits().length).sum()];
    int at = 0;
    for (Region.Shape shape : shapes) {
      int[] exits = shape.exits();
      out[at] = shape.cells();
      out[at + 1] = exits.length;
      System.arraycopy(exits, 0, out, at + 2, exits.length);
      at += 2 + exits.length;
    }
    return out;
  }

  /** The region that begins at an index of {@link #of}. */
  Region region(int node, int at) {
    int[] shapes = of(node);
    return Region.of(tree, node, Arrays.copyOfRange(shapes, at + 2, at + 2 + shapes[at + 1]));
  }
}
