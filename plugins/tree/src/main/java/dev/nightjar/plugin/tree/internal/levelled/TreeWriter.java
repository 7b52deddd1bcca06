package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Writes trees as decision diagrams. Connected tests of one feature become one function of its bits; bits that make no
 * difference within the levels that the tests above leave are skipped. Not thread-safe.
 */
final class TreeWriter {
  /** Runs up to which the shape of a chain of comparisons is searched, and not cut in the middle. */
  private static final int SEARCHED_RUNS = 32;
  /** What a product of trivial ciphertexts costs, in those of others, roughly. */
  static final double TRIVIAL = 0.4;

  private final Recorder out;
  private final BitCode code;

  TreeWriter(Recorder out, BitCode code) {
    this.out = out;
    this.code = code;
  }

  /** A sub-tree's value that is made in another way. */
  interface Shortcut {
    /** The value of a node, -1 where it is to be made from those of its children. */
    int value(int node);
  }

  /**
   * Writes a tree.
   *
   * @param constant makes the value of a leaf of its integers
   * @param shortcut values of inner nodes that need not be written
   * @param cost is given what the products of each node cost, apart from those of nodes below; null where that does not
   *     matter
   * @return the value of each node that has one; the first is that of the tree
   */
  int[] write(GridTree tree, ToIntFunction<List<Integer>> constant, Shortcut shortcut, double[] cost) {
    int[] value = new int[tree.size()];
    boolean[] skipped = new boolean[tree.size()];
    for (int u = 0; u < value.length; u++) {
      value[u] = skipped[u] || tree.isLeaf(u) ? -1 : shortcut.value(u);
      if (value[u] >= 0) {
        Arrays.fill(skipped, u + 1, tree.end(u), true);
      }
    }
    for (int u = value.length - 1; u >= 0; u--) {
      if (skipped[u] || value[u] >= 0) {
        continue;
      }
      double before = out.products() + TRIVIAL * out.trivial();
      if (tree.isLeaf(u)) {
        value[u] = constant.applyAsInt(tree.values(u));
      } else if (u == 0 || tree.feature(tree.parent(u)) != tree.feature(u)) {
        value[u] = write(Pieces.of(tree, u, code.levels(tree.feature(u))), value);
      }
      if (cost != null) {
        cost[u] = out.products() + TRIVIAL * out.trivial() - before;
      }
    }
    return value;
  }

  private int write(Pieces pieces, int[] valueOfNode) {
    int[] values = Arrays.stream(pieces.exits()).map(e -> e < 0 ? -1 : valueOfNode[e]).toArray();
    return code.coding() == Coding.COMPARISONS ? comparisons(pieces, values)
        : digits(pieces, values, code.width(pieces.feature()) - 1, 0);
  }

  /** The value for levels whose digits above the given one are those of {@code base}; -1 if there are none. */
  private int digits(Pieces pieces, int[] values, int digit, int base) {
    int end = base + (1 << digit + 1) - 1;
    int common = -1;
    boolean equal = true;
    for (int p = pieces.at(base); p < values.length && (p == 0 || pieces.last()[p - 1] < end) && equal; p++) {
      if (values[p] >= 0) {
        equal = common < 0 || common == values[p];
        common = values[p];
      }
    }
    if (equal) {
      return common;
    }
    int zero = digits(pieces, values, digit - 1, base);
    int one = digits(pieces, values, digit - 1, base + (1 << digit));
    return zero < 0 ? one : one < 0 ? zero : out.select(code.first(pieces.feature()) + digit, zero, one);
  }

  /** The runs that some level gets to, neighbours of equal values joined, as a tree of comparisons. */
  private int comparisons(Pieces pieces, int[] values) {
    int[] kept = new int[values.length];
    int[] cuts = new int[values.length];
    int count = 0;
    for (int p = 0; p < values.length; p++) {
      if (values[p] >= 0) {
        if (count == 0 || kept[count - 1] != values[p]) {
          kept[count++] = values[p];
        }
        cuts[count - 1] = pieces.last()[p];
      }
    }
    return new Cutting(pieces.feature(), Arrays.copyOf(kept, count), cuts).write(0, count - 1);
  }

  /** Runs of levels that are told apart by comparisons with the cuts between them. */
  private final class Cutting {
    private final int feature;
    private final int[] values;
    private final int[] cuts;
    /** Where runs from one to another are parted first, by their indices; null where that is not searched. */
    private final int[][] split;
    private final double[][] cost;

    Cutting(int feature, int[] values, int[] cuts) {
      this.feature = feature;
      this.values = values;
      this.cuts = cuts;
      int n = values.length;
      boolean searched = n <= SEARCHED_RUNS;
      split = searched ? new int[n][n] : null;
      cost = searched ? new double[n][n] : null;
      for (int length = 2; searched && length <= n; length++) {
        for (int from = 0; from + length <= n; from++) {
          search(from, from + length - 1);
        }
      }
    }

    private void search(int from, int to) {
      cost[from][to] = Double.POSITIVE_INFINITY;
      for (int s = from; s < to; s++) {
        boolean trivial = s == from && to == s + 1 && out.isConstant(values[from]) && out.isConstant(values[to]);
        // Of equal costs the one in the middle, whose ways are short.
        double crooked = 1e-6 * Math.abs(2 * s + 1 - from - to);
        double found = cost[from][s] + cost[s + 1][to] + (trivial ? TRIVIAL : 1) + crooked;
        if (found < cost[from][to]) {
          cost[from][to] = found;
          split[from][to] = s;
        }
      }
    }

    int write(int from, int to) {
      if (from == to) {
        return values[from];
      }
      int s = split == null ? (from + to) / 2 : split[from][to];
      int zero = write(from, s);
      int one = write(s + 1, to);
      return out.select(code.above(feature, cuts[s]), zero, one);
    }
  }
}
