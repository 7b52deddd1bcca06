package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * What is bootstrapped and what is added, before a parameter set is chosen. Immutable.
 *
 * @param trees the quantised trees
 * @param lookups all look-ups; a look-up's cut comes before it
 * @param free changes of a tree's value that one feature decides: read off the input without a look-up
 * @param start for each tree the values (one for each score) that the changes are added to
 * @param scores number of scores
 * @param theta log2 of the tables that a look-up evaluates
 * @param most the limit on steps of a look-up under which it was made
 */
record Plan(List<GridTree> trees, List<Lookup> lookups, List<FreeChange> free, List<int[]> start, int scores,
    int theta, int most) {
  /** Look-ups that an engine runs side by side anyway; smaller levels do not cost less time. */
  private static final int WAVE = 4;

  Plan {
    lookups = List.copyOf(lookups);
    free = List.copyOf(free);
    start = List.copyOf(start);
  }

  /**
   * A change that one condition decides.
   *
   * @param node where the tree's value changes
   * @param score first score that it changes
   * @param change by how much it changes scores
   */
  record FreeChange(int tree, int node, Condition condition, int score, int[] change) {
    boolean changes(int wanted) {
      return wanted >= score && wanted < score + change.length && change(wanted) != 0;
    }

    int change(int wanted) {
      return change[wanted - score];
    }
  }

  /** Look-ups of each level. */
  List<Integer> levels() {
    List<Integer> counts = new ArrayList<>();
    for (Lookup l : lookups) {
      while (counts.size() <= l.level()) {
        counts.add(0);
      }
      counts.set(l.level(), counts.get(l.level()) + 1);
    }
    return counts;
  }

  /** Relative cost of the look-ups under a parameter set; a level counts in whole waves. */
  double cost(Parameters p) {
    int rounded = levels().stream().mapToInt(c -> (c + WAVE - 1) / WAVE * WAVE).sum();
    return rounded * ParameterCatalogue.cost(p);
  }

  /**
   * Boxes of a look-up's table: one for a sign, and else as many as the set's tables hold, for exact
   * edges.
   */
  int boxes(Lookup l, Parameters p) {
    return boxes(l.cells() == 1, p);
  }

  private int boxes(boolean sign, Parameters p) {
    return sign ? 1 : p.tableSize() >> theta + 1;
  }

  /** Torus distance between a value that can occur and the nearest edge: edges lie on half boxes. */
  double margin(Lookup l, Parameters p) {
    return margin(l.idealMargin(), l.cells() == 1, p);
  }

  /** The same for a look-up of one cell, a sign, or of several. */
  double margin(double idealMargin, boolean sign, Parameters p) {
    return idealMargin - (sign ? 0 : 0.25 / boxes(sign, p));
  }
}
