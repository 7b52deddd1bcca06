package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import dev.nightjar.plugin.tree.GridTree.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts trees on the grid of integers and simplifies them: tests that the grid or the tests above decide are
 * removed, and branches whose two sides are equal become one.
 */
final class TreeQuantizer {
  private final FeatureGrid grid;
  private final LeafScale[] scales;

  TreeQuantizer(FeatureGrid grid, LeafScale[] scales) {
    this.grid = grid;
    this.scales = scales;
  }

  /** All trees of a model. */
  List<GridTree> quantize(TreeEnsemble model) {
    List<GridTree> out = new ArrayList<>();
    for (int t = 0; t < model.trees().size(); t++) {
      int[] lo = new int[model.features()];
      int[] hi = new int[model.features()];
      Arrays.fill(lo, -1);
      for (int f = 0; f < hi.length; f++) {
        hi[f] = grid.levels(f) - 1;
      }
      out.add(new GridTree(quantize(t, model.trees().get(t), lo, hi)));
    }
    return out;
  }

  /** A sub-tree where {@code lo < q <= hi} holds for each feature; the arrays are left as they were. */
  private Node quantize(int tree, Tree node, int[] lo, int[] hi) {
    if (node instanceof Tree.Leaf leaf) {
      List<Integer> values = new ArrayList<>();
      for (int o = 0; o < scales.length; o++) {
        values.add(scales[o].quantize(tree, leaf.values()[o]));
      }
      return new Node.Leaf(List.copyOf(values));
    }
    Tree.Branch b = (Tree.Branch) node;
    int f = b.feature();
    int level = grid.level(f, b.threshold());
    if (level <= lo[f]) {
      return quantize(tree, b.above(), lo, hi);
    }
    if (level >= hi[f]) {
      return quantize(tree, b.below(), lo, hi);
    }
    int before = hi[f];
    hi[f] = level;
    Node below = quantize(tree, b.below(), lo, hi);
    hi[f] = before;
    before = lo[f];
    lo[f] = level;
    Node above = quantize(tree, b.above(), lo, hi);
    lo[f] = before;
    return below.equals(above) ? below : new Node.Split(f, level, below, above);
  }
}
