package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.plugin.tree.internal.grid.GridTree;
import dev.nightjar.plugin.tree.internal.grid.GridTree.Node;
import dev.nightjar.plugin.tree.internal.grid.LevelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts trees on the grid of integers and simplifies them: tests that the grid or the tests above decide are
 * removed, and branches whose two sides are equal become one. Where a set of levels is tested, as with categories, two
 * tests of one feature that lead to the same sub-tree become one, too.
 */
final class TreeQuantizer {
  private final FeatureGrid grid;
  private final Leaves leaves;

  /** Integers for leaves. */
  private interface Leaves {
    /** Those of a leaf of a tree, one for each score. */
    List<Integer> integers(int tree, double[] values);
  }

  TreeQuantizer(FeatureGrid grid, LeafScale[] scales) {
    this(grid, (tree, values) -> {
      List<Integer> integers = new ArrayList<>();
      for (int o = 0; o < scales.length; o++) {
        integers.add(scales[o].quantize(tree, values[o]));
      }
      return List.copyOf(integers);
    });
  }

  private TreeQuantizer(FeatureGrid grid, Leaves leaves) {
    this.grid = grid;
    this.leaves = leaves;
  }

  /** The values of the leaves of each tree that some integers of the grid lead to. */
  static List<List<double[]>> reached(FeatureGrid grid, TreeEnsemble model) {
    List<List<double[]>> reached = new ArrayList<>();
    model.trees().forEach(tree -> reached.add(new ArrayList<>()));
    TreeQuantizer collector = new TreeQuantizer(grid, (tree, values) -> {
      reached.get(tree).add(values);
      return List.of(reached.get(tree).size());
    });
    for (int t = 0; t < reached.size(); t++) {
      collector.root(t, model);
    }
    return reached;
  }

  /** All trees of a model. */
  List<GridTree> quantize(TreeEnsemble model) {
    List<GridTree> out = new ArrayList<>();
    for (int t = 0; t < model.trees().size(); t++) {
      out.add(new GridTree(root(t, model)));
    }
    return out;
  }

  private Node root(int tree, TreeEnsemble model) {
    LevelSet[] left = new LevelSet[model.features()];
    Arrays.setAll(left, f -> LevelSet.upTo(grid.levels(f) - 1));
    return quantize(tree, model.trees().get(tree), left);
  }

  /** A sub-tree where each feature has one of the levels that are left; the array is left as it was. */
  private Node quantize(int tree, Tree node, LevelSet[] left) {
    if (node instanceof Tree.Branch b) {
      return quantize(tree, b.feature(), grid.below(b), b.below(), b.above(), left);
    }
    if (node instanceof Tree.Member m) {
      return quantize(tree, m.feature(), grid.in(m), m.in(), m.out(), left);
    }
    return new Node.Leaf(leaves.integers(tree, ((Tree.Leaf) node).values()));
  }

  private Node quantize(int tree, int feature, LevelSet levels, Tree yes, Tree no, LevelSet[] left) {
    LevelSet before = left[feature];
    LevelSet passing = before.and(levels);
    LevelSet failing = before.minus(levels);
    if (passing.isEmpty()) {
      return quantize(tree, no, left);
    }
    if (failing.isEmpty()) {
      return quantize(tree, yes, left);
    }
    left[feature] = passing;
    Node below = quantize(tree, yes, left);
    left[feature] = failing;
    Node above = quantize(tree, no, left);
    left[feature] = before;
    return below.equals(above) ? below : merged(new Node.Split(feature, levels, below, above), before);
  }

  /**
   * A test without the one below it where both are of one feature and lead to the same sub-tree in three ways of four.
   * Chains of plain comparisons are left as they are.
   */
  private static Node merged(Node.Split test, LevelSet left) {
    Node.Split merged = test;
    if (test.above() instanceof Node.Split next && mergeable(test, next)) {
      if (next.below().equals(test.below())) {
        merged = new Node.Split(test.feature(), test.levels().or(next.levels()), test.below(), next.above());
      } else if (next.above().equals(test.below())) {
        merged = new Node.Split(test.feature(), next.levels().minus(test.levels()), next.below(), test.below());
      }
    }
    if (merged == test && test.below() instanceof Node.Split next && mergeable(test, next)) {
      if (next.above().equals(test.above())) {
        merged = new Node.Split(test.feature(), test.levels().and(next.levels()), next.below(), test.above());
      } else if (next.below().equals(test.above())) {
        merged = new Node.Split(test.feature(), test.levels().minus(next.levels()), next.above(), test.above());
      }
    }
    return new Node.Split(merged.feature(), merged.levels().within(left), merged.below(), merged.above());
  }

  private static boolean mergeable(Node.Split test, Node.Split next) {
    return test.feature() == next.feature() && !(test.levels().isPrefix() && next.levels().isPrefix());
  }
}
