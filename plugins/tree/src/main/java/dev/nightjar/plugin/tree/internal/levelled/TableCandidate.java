package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sub-tree that may be a table. Immutable.
 *
 * @param bits the bits that it depends on
 * @param oneFeature whether they are all digits of one feature, so that sub-trees of many trees may share a polynomial
 * @param end the first node behind the sub-tree
 * @param value equal for equal sub-trees
 * @param cost what its products cost as a diagram
 */
record TableCandidate(TableNode node, List<Integer> bits, boolean oneFeature, int end, int value, double cost) {
  /** Bits that a table has at most. */
  private static final int MOST_BITS = 11;

  /**
   * The sub-trees of a tree that depend on few bits, by ascending node.
   *
   * @param index of the tree
   * @param values of its nodes as a diagram
   * @param costs what the products of each of its sub-trees cost
   */
  static List<TableCandidate> of(int index, GridTree tree, BitCode code, int[] values, double[] costs) {
    int[][] support = new int[tree.size()][];
    boolean[] single = new boolean[tree.size()];
    for (int u = support.length - 1; u >= 0; u--) {
      support[u] = tree.isLeaf(u) ? new int[0]
          : joined(own(tree, u, code), support[tree.below(u)], support[tree.above(u)]);
      single[u] = tree.isLeaf(u) || single(tree, u, tree.below(u), single) && single(tree, u, tree.above(u), single);
    }
    List<TableCandidate> out = new ArrayList<>();
    for (int u = 0; u < support.length; u++) {
      // Tests that hang together with one of the same feature above are parts of its function.
      boolean head = !tree.isLeaf(u) && (u == 0 || tree.feature(tree.parent(u)) != tree.feature(u));
      if (head && support[u] != null) {
        out.add(new TableCandidate(new TableNode(index, u, support[u]), Arrays.stream(support[u]).boxed().toList(),
            single[u] && code.coding() != Coding.COMPARISONS, tree.end(u), values[u], costs[u]));
      }
    }
    return out;
  }

  private static boolean single(GridTree tree, int u, int child, boolean[] single) {
    return single[child] && (tree.isLeaf(child) || tree.feature(child) == tree.feature(u));
  }

  private static int[] own(GridTree tree, int u, BitCode code) {
    int feature = tree.feature(u);
    return code.coding() == Coding.COMPARISONS
        ? Arrays.stream(tree.levels(u).ends()).map(cut -> code.above(feature, cut)).toArray()
        : IntStream.range(code.first(feature), code.first(feature) + code.width(feature)).toArray();
  }

  /** The bits of all three, ascending; null where they are too many. */
  private static int[] joined(int[] own, int[] below, int[] above) {
    if (below == null || above == null) {
      return null;
    }
    int[] all = IntStream.concat(Arrays.stream(own), IntStream.concat(Arrays.stream(below), Arrays.stream(above)))
        .sorted().distinct().toArray();
    return all.length > MOST_BITS ? null : all;
  }
}
