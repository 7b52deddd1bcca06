package dev.nightjar.plugin.tree;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.plugin.tree.GridTree.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * What is bootstrapped and what is added, before a parameter set is chosen. Immutable.
 *
 * @param trees the quantised trees
 * @param lookUps all look-ups; a look-up's cut comes before it
 * @param free changes of a tree's value that one feature decides: read off the input without a look-up
 * @param start for each tree the values (one for each score) that the changes are added to
 * @param scores number of scores
 * @param theta log2 of the tables that a look-up evaluates
 * @param most the limit on conditions under which it was made
 */
record Plan(List<GridTree> trees, List<LookUp> lookUps, List<FreeChange> free, List<int[]> start, int scores,
    int theta, int most) {
  /** log2 of the torus word that stands for a thermometer bit: weights up to 2^13 keep fresh noise harmless. */
  static final int DELTA_LOG2 = 50;

  /** Weight that takes a thermometer bit to half the torus. */
  private static final long HALF_TORUS = 1L << 63 - DELTA_LOG2;

  /** Look-ups that an engine runs side by side anyway; smaller levels do not cost less time. */
  private static final int WAVE = 4;

  Plan {
    lookUps = List.copyOf(lookUps);
    free = List.copyOf(free);
    start = List.copyOf(start);
  }

  /**
   * A look-up: whether all of some conditions hold.
   *
   * @param tree tree that it belongs to
   * @param cut index of the look-up whose result is one of the conditions, -1 for none
   * @param level 0 when it needs no other look-up
   * @param conditions number of conditions, the cut included
   * @param span conditions that are given room for: at least {@code conditions}, equal for all look-ups below a cut
   *     up to rounding
   * @param intervals the other conditions
   * @param score first score that it changes
   * @param change by how much it changes scores; empty for a cut
   */
  record LookUp(int tree, int cut, int level, int conditions, int span, List<Interval> intervals, int score,
      int[] change) {
    /** Whether this is the indicator of a cut. */
    boolean isCut() {
      return change.length == 0;
    }

    /** Largest factor that brings the cut's indicator, made for {@link #span} conditions, to our conditions. */
    int cutWeight() {
      return span / conditions;
    }

    /**
     * What a true condition adds to the phase, in thermometer bits: all conditions together take at most half of the
     * torus.
     */
    long weight() {
      return cut < 0 ? HALF_TORUS / conditions : HALF_TORUS / span * cutWeight();
    }

    /** Torus distance between a count and the place where it is decided: half of a condition's share. */
    double margin() {
      return Math.scalb((double) weight(), DELTA_LOG2 - 65);
    }

    /** 2-norm of the weights over fresh coefficients. */
    double freshNorm2() {
      return weight() * Math.sqrt(intervals.stream().mapToInt(Interval::terms).sum());
    }

    /** Whether it changes a score. */
    boolean changes(int wanted) {
      return wanted >= score && wanted < score + change.length && change[wanted - score] != 0;
    }
  }

  /** The torus word of a cut's indicator, made for consumers of so many conditions. */
  static long indicator(int span) {
    return HALF_TORUS / span << DELTA_LOG2;
  }

  /**
   * A change that one interval decides.
   *
   * @param score first score that it changes
   * @param change by how much it changes scores
   */
  record FreeChange(int tree, Interval interval, int score, int[] change) {
    boolean changes(int wanted) {
      return wanted >= score && wanted < score + change.length && change[wanted - score] != 0;
    }
  }

  /** Look-ups of each level. */
  List<Integer> levels() {
    List<Integer> counts = new ArrayList<>();
    for (LookUp l : lookUps) {
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
}
