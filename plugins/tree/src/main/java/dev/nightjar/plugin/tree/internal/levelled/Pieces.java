package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where connected tests of one feature lead: runs of levels that take the same way out. Immutable.
 *
 * @param feature the feature
 * @param last the last level of each run, ascending; levels above the last run do not exist
 * @param exits the node that each run leads to, -1 for levels that the tests above leave out
 */
record Pieces(int feature, int[] last, int[] exits) {
  /**
   * The runs of a test and of all tests of its feature that hang together with it.
   *
   * @param head the topmost of these tests
   * @param levels of the feature
   */
  static Pieces of(GridTree tree, int head, int levels) {
    int feature = tree.feature(head);
    LevelSet known = tree.levelsAt(head, feature).and(LevelSet.upTo(levels - 1));
    IntStream.Builder ends = IntStream.builder();
    for (int u = head; u < tree.end(head); ) {
      boolean test = isTest(tree, u, feature);
      if (test) {
        Arrays.stream(tree.levels(u).ends()).forEach(ends::add);
      }
      u = test ? u + 1 : tree.end(u);
    }
    Arrays.stream(known.ends()).forEach(ends::add);
    ends.add(levels - 1);
    int[] last = ends.build().filter(e -> e < levels).sorted().distinct().toArray();
    int[] exits = new int[last.length];
    for (int i = 0; i < last.length; i++) {
      exits[i] = known.contains(last[i]) ? exit(tree, head, feature, last[i]) : -1;
    }
    return new Pieces(feature, last, exits);
  }

  static boolean isTest(GridTree tree, int u, int feature) {
    return !tree.isLeaf(u) && tree.feature(u) == feature;
  }

  private static int exit(GridTree tree, int head, int feature, int level) {
    int u = head;
    while (isTest(tree, u, feature)) {
      u = tree.levels(u).contains(level) ? tree.below(u) : tree.above(u);
    }
    return u;
  }

  /** The first run that has a level from this one on; the number of runs when there is none. */
  int at(int level) {
    int at = Arrays.binarySearch(last, level);
    return at >= 0 ? at : -at - 1;
  }
}
