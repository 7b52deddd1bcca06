package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Trees with few distinct tests for their size, such as those whose tests of a level are all equal. */
final class ObliviousTrees {
  /** Tests of an oblivious tree, at most: its table has as many bits. */
  private static final int MOST_TESTS = 11;

  private ObliviousTrees() {
  }

  /** Whether each tree of an ensemble has so few distinct tests that a table of them is worth looking at. */
  static boolean all(TreeEnsemble model) {
    return model.trees().stream().allMatch(ObliviousTrees::is);
  }

  private static boolean is(Tree root) {
    Set<List<Object>> distinct = new HashSet<>();
    int tests = 0;
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty() && distinct.size() <= MOST_TESTS) {
      Tree tree = open.pop();
      tree.children().forEach(open::push);
      if (tree instanceof Tree.Branch b) {
        distinct.add(List.of(b.feature(), b.threshold()));
        tests++;
      } else if (tree instanceof Tree.Member m) {
        distinct.add(List.of(m.feature(), Arrays.hashCode(m.values())));
        tests++;
      }
    }
    // A complete oblivious tree of depth d has 2^d - 1 tests, d of them distinct.
    return distinct.size() <= MOST_TESTS && (distinct.size() < 2 || tests > distinct.size());
  }
}
