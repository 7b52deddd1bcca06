package dev.nightjar.plugin.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** All regions of at least one test below a node, by ascending number of tests. */
  static List<Region> below(GridTree tree, int node) {
    List<Region> out = new ArrayList<>();
    if (tree.isLeaf(node)) {
      return out;
    }
    record Partial(List<Integer> tests, List<Integer> fixed, List<Integer> open) {
    }
    Deque<Partial> queue = new ArrayDeque<>();
    queue.add(new Partial(List.of(node), List.of(), List.of(tree.below(node), tree.above(node))));
    while (!queue.isEmpty() && out.size() < MAX_REGIONS) {
      Partial p = queue.remove();
      // Each region is met once: of the open nodes, the first one that is expanded fixes those before it as
      // exits.
      List<Integer> exits = new ArrayList<>(p.fixed);
      exits.addAll(p.open);
      out.add(of(tree, p.tests, exits));
      for (int i = 0; i < p.open.size(); i++) {
        int next = p.open.get(i);
        List<Integer> tests = append(p.tests, next);
        if (!tree.isLeaf(next) && cells(Axis.of(tree, ascending(tests))) <= MAX_CELLS) {
          List<Integer> fixed = new ArrayList<>(p.fixed);
          fixed.addAll(p.open.subList(0, i));
          List<Integer> open = new ArrayList<>(p.open.subList(i + 1, p.open.size()));
          open.add(tree.below(next));
          open.add(tree.above(next));
          queue.add(new Partial(tests, fixed, open));
        }
      }
    }
    return out;
  }

  private static List<Integer> append(List<Integer> list, int element) {
    List<Integer> out = new ArrayList<>(list);
    out.add(element);
    return out;
  }

  private static int[] ascending(List<Integer> tests) {
    return tests.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static int cells(List<Axis> axes) {
    return axes.stream().mapToInt(Axis::cells).reduce(1, Math::multiplyExact);
  }

  private static Region of(GridTree tree, List<Integer> tests, List<Integer> exits) {
    List<Axis> axes = Axis.of(tree, ascending(tests));
    Map<Integer, Integer> indexOfExit = new HashMap<>();
    for (int i = 0; i < exits.size(); i++) {
      indexOfExit.put(exits.get(i), i);
    }
    int[] exitOfCell = new int[cells(axes)];
    for (int cell = 0; cell < exitOfCell.length; cell++) {
      int u = tests.get(0);
      while (!indexOfExit.containsKey(u)) {
        u = holds(tree, u, axes, cell) ? tree.below(u) : tree.above(u);
      }
      exitOfCell[cell] = indexOfExit.get(u);
    }
    return new Region(axes, exits.stream().mapToInt(Integer::intValue).toArray(), exitOfCell);
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
