package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A feature of the grid that the tests of a {@link Region} span. Levels that pass the same tests are one cell; cells
 * are numbered from the topmost level downwards as they are met, so that the number of a level's cell is
 * {@code Σ weight [q <= level]} over the levels between cells.
 *
 * <p>Tests of {@code q <= t} alone give one cell for each interval between thresholds, and weights of 1.
 *
 * @param levels the last level before each change of the cell, ascending; not copied
 * @param weights what {@code [q <= level]} adds to the number of the cell, by those levels; not copied
 * @param samples a level of each cell; not copied
 * @param radix what the number of the cell is multiplied with in the number of the grid's cell
 */
record Axis(int feature, int[] levels, int[] weights, int[] samples, int radix) {
  /**
   * The axes of some connected tests, by ascending feature, the first with radix 1.
   *
   * @param tests nodes, ascending, so that the first one is above all others
   */
  static List<Axis> of(GridTree tree, int[] tests) {
    List<Axis> axes = new ArrayList<>();
    int radix = 1;
    for (int feature : Arrays.stream(tests).map(tree::feature).sorted().distinct().toArray()) {
      int[] levels = Arrays.stream(tests).filter(u -> tree.feature(u) == feature)
          .flatMap(u -> Arrays.stream(tree.levels(u).ends())).sorted().distinct().toArray();
      boolean prefixes = Arrays.stream(tests).allMatch(u -> tree.feature(u) != feature || tree.levels(u).isPrefix());
      Axis axis = prefixes ? ofIntervals(feature, levels, radix) : ofSets(tree, tests, feature, levels, radix);
      axes.add(axis);
      radix = Math.multiplyExact(radix, axis.cells());
    }
    return axes;
  }

  private static Axis ofIntervals(int feature, int[] levels, int radix) {
    int[] weights = new int[levels.length];
    Arrays.fill(weights, 1);
    int[] samples = new int[levels.length + 1];
    samples[0] = levels[levels.length - 1] + 1;
    for (int cell = 1; cell < samples.length; cell++) {
      samples[cell] = levels[levels.length - cell];
    }
    return new Axis(feature, levels, weights, samples, radix);
  }

  private static Axis ofSets(GridTree tree, int[] tests, int feature, int[] ends, int radix) {
    LevelSet left = tree.levelsAt(tests[0], feature);
    Map<List<Integer>, Integer> cells = new HashMap<>();
    List<Integer> samples = new ArrayList<>();
    int[] cellOf = new int[ends.length + 1];
    int cell = 0;
    for (int i = ends.length; i >= 0; i--) {
      int lo = i == 0 ? -1 : ends[i - 1];
      // Levels that do not get here may be counted to any cell: to that of the levels above them.
      if (left.meets(lo, i == ends.length ? Integer.MAX_VALUE : ends[i])) {
        int sample = lo + 1;
        cell = cells.computeIfAbsent(path(tree, tests, feature, sample), p -> {
          samples.add(sample);
          return samples.size() - 1;
        });
      }
      cellOf[i] = cell;
    }
    int[] changes = IntStream.range(0, ends.length).filter(i -> cellOf[i] != cellOf[i + 1]).toArray();
    return new Axis(feature, Arrays.stream(changes).map(i -> ends[i]).toArray(),
        Arrays.stream(changes).map(i -> cellOf[i] - cellOf[i + 1]).toArray(),
        samples.stream().mapToInt(Integer::intValue).toArray(), radix);
  }

  /** The tests that a level of one feature may get to, whatever the others are, with what they say of it. */
  private static List<Integer> path(GridTree tree, int[] tests, int feature, int level) {
    List<Integer> path = new ArrayList<>();
    BitSet reached = new BitSet();
    reached.set(tests[0]);
    for (int u : tests) {
      if (reached.get(u)) {
        boolean here = tree.feature(u) == feature;
        boolean holds = here && tree.levels(u).contains(level);
        reached.set(tree.below(u), !here || holds);
        reached.set(tree.above(u), !holds);
        if (here) {
          path.add(holds ? u : ~u);
        }
      }
    }
    return path;
  }

  /** Number of cells of this feature. */
  int cells() {
    return samples.length;
  }

  /** A level of this feature in a cell of the grid. */
  int sample(int cellOfGrid) {
    return samples[cellOfGrid / radix % samples.length];
  }

  /** What {@code [q <= levels[i]]} adds to the number of the grid's cell. */
  int gridWeight(int i) {
    return weights[i] * radix;
  }
}
