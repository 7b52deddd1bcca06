package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.List;

/**
 * A sub-tree that is a table of a few bits. Immutable.
 *
 * @param index of the tree
 * @param node topmost node of the sub-tree
 * @param bits the bits that it depends on, ascending; not copied
 */
record TableNode(int index, int node, int[] bits) {
  /**
   * The integers of the leaf that some bits lead to; those of any leaf where no features have such bits.
   *
   * @param entry bit i of it is that of {@code bits[i]}
   */
  List<Integer> leaf(GridTree tree, BitCode code, int entry) {
    int u = node;
    while (!tree.isLeaf(u)) {
      int feature = tree.feature(u);
      int first = code.first(feature);
      int of = 0;
      for (int i = 0; i < bits.length; i++) {
        if (bits[i] >= first && bits[i] < first + code.width(feature)) {
          // Comparisons with a feature's cuts: only how many of them hold counts.
          of |= (entry >> i & 1) << (code.coding() == Coding.COMPARISONS ? i : bits[i] - first);
        }
      }
      u = tree.levels(u).contains(level(code, feature, of)) ? tree.below(u) : tree.above(u);
    }
    return tree.values(u);
  }

  private int level(BitCode code, int feature, int of) {
    if (code.coding() != Coding.COMPARISONS) {
      return of;
    }
    // The cuts among the bits, from the lowest on.
    int above = Integer.bitCount(of);
    int first = code.first(feature);
    int seen = 0;
    int cut = -1;
    for (int bit : bits) {
      if (bit >= first && bit < first + code.width(feature) && seen < above) {
        cut = bit - first;
        seen++;
      }
    }
    return cut < 0 ? 0 : code.cut(feature, cut) + 1;
  }
}
