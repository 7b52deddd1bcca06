package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** The integers of the leaves of each tree, counted from the tree's lowest one. Immutable. */
final class LeafRanges {
  private final int[][] lowest;
  /** Distinct integers above the lowest, by tree and score, ascending; the first is 0. */
  private final int[][][] values;

  LeafRanges(Forest forest) {
    int trees = forest.trees().size();
    lowest = new int[trees][forest.scores()];
    values = new int[trees][forest.scores()][];
    for (int t = 0; t < trees; t++) {
      for (int s = 0; s < forest.scores(); s++) {
        collect(forest.trees().get(t), t, s);
      }
    }
  }

  private void collect(GridTree tree, int t, int score) {
    int low = Integer.MAX_VALUE;
    for (int u = 0; u < tree.size(); u++) {
      low = tree.isLeaf(u) ? Math.min(low, tree.values(u).get(score)) : low;
    }
    BitSet found = new BitSet();
    for (int u = 0; u < tree.size(); u++) {
      if (tree.isLeaf(u)) {
        found.set(Math.subtractExact(tree.values(u).get(score), low));
      }
    }
    lowest[t][score] = low;
    values[t][score] = found.stream().toArray();
  }

  int trees() {
    return lowest.length;
  }

  /** The lowest integer of a tree for a score. */
  int lowest(int tree, int score) {
    return lowest[tree][score];
  }

  /** The scores that a tree's leaves differ in, ascending. */
  List<Integer> scores(int tree) {
    return IntStream.range(0, values[tree].length)
        .filter(s -> values[tree][s].length > 1).boxed().toList();
  }

  /** Bits of the widest integer. */
  int bits() {
    int most = 0;
    for (int[][] tree : values) {
      for (int[] of : tree) {
        most = Math.max(most, Integer.SIZE - Integer.numberOfLeadingZeros(of[of.length - 1]));
      }
    }
    return most;
  }

  /**
   * The largest digits of the integers of a tree.
   *
   * @param digitBits bits of a digit
   * @return as many as the largest integer has, the least significant first
   */
  int[] largestDigits(int tree, int score, int digitBits) {
    int[] of = values[tree][score];
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(of[of.length - 1]);
    int[] most = new int[(bits + digitBits - 1) / digitBits];
    for (int value : of) {
      for (int d = 0; d < most.length; d++) {
        most[d] = Math.max(most[d], value >> d * digitBits & (1 << digitBits) - 1);
      }
    }
    return most;
  }
}
