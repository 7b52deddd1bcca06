package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is known of trees once each of them was written as a diagram: what that costs, and which parts are equal. */
final class ForestStudy {
  /** Tests of a forest up to which single nodes are looked at. */
  private static final long MOST_TESTS = 100_000;

  /** External products on the longest way of each tree. */
  private final int[] load;
  private final boolean detailed;
  private final List<List<TableCandidate>> candidates = new ArrayList<>();
  private final double products;

  ForestStudy(Forest forest, BitCode code, LeafRanges leaves, int polynomialSize) {
    int trees = forest.trees().size();
    load = new int[trees];
    detailed = forest.tests() <= MOST_TESTS;
    Recorder out = new Recorder(polynomialSize, code.bits());
    TreeWriter writer = new TreeWriter(out, code);
    for (int t = 0; t < trees; t++) {
      int index = t;
      GridTree tree = forest.trees().get(t);
      double[] cost = detailed ? new double[tree.size()] : null;
      int[] value = writer.write(tree, leaf -> out.table(0, words(leaves, index, leaf)), node -> -1, cost);
      load[t] = out.depth(value[0]);
      if (detailed) {
        candidates.add(TableCandidate.of(t, tree, code, value, summed(tree, cost)));
      }
    }
    products = out.products() + TreeWriter.TRIVIAL * out.trivial();
  }

  /** Words of a leaf that tell leaves apart as those of any sum do. */
  private static long[] words(LeafRanges leaves, int tree, List<Integer> values) {
    long[] words = new long[values.size()];
    Arrays.setAll(words, s -> (long) values.get(s) - leaves.lowest(tree, s));
    return words;
  }

  private static double[] summed(GridTree tree, double[] costs) {
    for (int u = costs.length - 1; u > 0; u--) {
      costs[tree.parent(u)] += costs[u];
    }
    return costs;
  }

  /** External products on the longest way of each tree; not a copy. */
  int[] load() {
    return load;
  }

  /** Whether the forest is small enough for {@link #candidates}. */
  boolean isDetailed() {
    return detailed;
  }

  /** Sub-trees of a tree that may be tables, by ascending node. */
  List<TableCandidate> candidates(int tree) {
    return candidates.get(tree);
  }

  /** The products of the whole forest, those of trivial ciphertexts as a fraction of one. */
  double products() {
    return products;
  }
}
