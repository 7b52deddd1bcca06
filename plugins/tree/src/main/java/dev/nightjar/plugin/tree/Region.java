package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The upper part of a sub-tree, as much of it as one look-up evaluates: some connected tests from its root
 * downwards, and the nodes where they lead, the exits.
 *
 * <p>The features tested span a grid: each {@link Axis} numbers the cells of its feature, and the numbers, weighted in
 * mixed radix, number the cells of the grid. Each cell leads to one exit.
 *
 * @param axes the features, the first with radix 1
 * @param exits nodes where the tests lead; not copied
 * @param exitOfCell index into {@code exits} for each cell; not copied
 */
record Region(List<Axis> axes, int[] exits, int[] exitOfCell) {
  /** Most cells that are tried: beyond that, precision costs more than the look-ups that are saved. */
  static final int MAX_CELLS = 16;

  /** Most regions that are tried at one node; smaller ones come first. */
  private static final int MAX_REGIONS = 512;

  /** The region without a test, whose one exit is the node itself. */
  static Region point(int node) {
    return new Region(List.of(), new int[] {node}, new int[] {0});
  }

  /** Number of cells. */
  int cells() {
    return exitOfCell.length;
  }

  /**
   * What a region costs and where it leads; {@link #of} makes the region of it.
   *
   * @param exits nodes where the tests lead; not copied
   */
  record Shape(int cells, int[] exits) {
  }

  /** The shapes of all regions of at least one test below a node, by ascending number of tests. */
  static List<Shape> below(GridTree tree, int node) {
    List<Shape> out = new ArrayList<>();
    if (tree.isLeaf(node)) {
      return out;
    }
    record Partial(int[] tests, int cells, int[] fixed, int[] open) {
    }
    Deque<Partial> queue = new ArrayDeque<>();
    int[] first = {node};
    queue.add(new Partial(first, cells(tree, first), new int[0], new int[] {tree.below(node), tree.above(node)}));
    while (!queue.isEmpty() && out.size() < MAX_REGIONS) {
      Partial p = queue.remove();
      // Each region is met once: of the open nodes, the first one that is expanded fixes those before it as
      // exits.
      out.add(new Shape(p.cells, append(p.fixed, p.open)));
      for (int i = 0; i < p.open.length && out.size() + queue.size() < MAX_REGIONS; i++) {
        int next = p.open[i];
        if (!tree.isLeaf(next)) {
          int[] tests = append(p.tests, next);
          int cells = cells(tree, tests);
          if (cells <= MAX_CELLS) {
            queue.add(new Partial(tests, cells, append(p.fixed, Arrays.copyOf(p.open, i)),
                append(Arrays.copyOfRange(p.open, i + 1, p.open.length), tree.below(next), tree.above(next))));
          }
        }
      }
    }
    return out;
  }

  private static int[] append(int[] list, int... more) {
    int[] out = Arrays.copyOf(list, list.length + more.length);
    System.arraycopy(more, 0, out, list.length, more.length);
    return out;
  }

  /** Cells of the grid that some connected tests span, in any order. */
  private static int cells(GridTree tree, int[] tests) {
    for (int u : tests) {
      if (!tree.levels(u).isPrefix()) {
        return cells(Axis.of(tree, Arrays.stream(tests).sorted().toArray()));
      }
    }
    // The common case, and the hot one: one cell more than a feature has thresholds.
    int cells = 1;
    for (int i = 0; i < tests.length; i++) {
      cells = Math.multiplyExact(cells, thresholds(tree, tests, i));
    }
    return cells;
  }

  /** One more than the thresholds of a test's feature, at the first test of the feature, else 1. */
  private static int thresholds(GridTree tree, int[] tests, int i) {
    int count = 1;
    for (int a = 0; a < tests.length; a++) {
      if (tree.feature(tests[a]) == tree.feature(tests[i])) {
        if (a < i) {
          return 1;
        }
        boolean known = false;
        for (int b = i; b < a; b++) {
          known |= tree.feature(tests[b]) == tree.feature(tests[a])
              && tree.levels(tests[b]).equals(tree.levels(tests[a]));
        }
        count += known ? 0 : 1;
      }
    }
    return count;
  }

  private static int cells(List<Axis> axes) {
    return axes.stream().mapToInt(Axis::cells).reduce(1, Math::multiplyExact);
  }

  /** The region below a node that leads to these exits. */
  static Region of(GridTree tree, int node, int[] exits) {
    Map<Integer, Integer> indexOfExit = new HashMap<>();
    for (int i = 0; i < exits.length; i++) {
      indexOfExit.put(exits[i], i);
    }
    int[] tests = Arrays.stream(exits)
        .flatMap(exit -> IntStream.iterate(tree.parent(exit), u -> u != tree.parent(node), tree::parent))
        .sorted().distinct().toArray();
    List<Axis> axes = Axis.of(tree, tests);
    int[] exitOfCell = new int[cells(axes)];
    for (int cell = 0; cell < exitOfCell.length; cell++) {
      int u = node;
      while (!indexOfExit.containsKey(u)) {
        u = holds(tree, u, axes, cell) ? tree.below(u) : tree.above(u);
      }
      exitOfCell[cell] = indexOfExit.get(u);
    }
    return new Region(axes, exits, exitOfCell);
  }

  /** Whether a test holds in a cell. */
  private static boolean holds(GridTree tree, int u, List<Axis> axes, int cell) {
    for (Axis axis : axes) {
      if (axis.feature() == tree.feature(u)) {
        return tree.levels(u).contains(axis.sample(cell));
      }
    }
    throw new IllegalStateException("feature " + tree.feature(u) + " is not on the grid");
  }
}
