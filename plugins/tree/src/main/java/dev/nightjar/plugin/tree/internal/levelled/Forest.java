package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Trees that are added up, on a grid of integers. Immutable.
 *
 * @param trees the trees; each leaf has one integer for each score
 * @param levels number of levels of each feature; not copied
 * @param scores number of scores
 */
public record Forest(List<GridTree> trees, int[] levels, int scores) {
  /** Copies the list. */
  public Forest {
    trees = List.copyOf(trees);
  }

  /** The levels t, ascending, at whose upper end some test of some tree changes, for each feature. */
  int[][] cuts() {
    List<TreeSet<Integer>> cuts = new ArrayList<>();
    for (int f = 0; f < levels.length; f++) {
      cuts.add(new TreeSet<>());
    }
    for (GridTree tree : trees) {
      for (int u = 0; u < tree.size(); u++) {
        if (!tree.isLeaf(u)) {
          Arrays.stream(tree.levels(u).ends()).forEach(cuts.get(tree.feature(u))::add);
        }
      }
    }
    return cuts.stream().map(of -> of.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
  }

  /** Number of tests of all trees. */
  long tests() {
    return trees.stream().mapToLong(tree -> tree.size() - tree.leaves()).sum();
  }
}
