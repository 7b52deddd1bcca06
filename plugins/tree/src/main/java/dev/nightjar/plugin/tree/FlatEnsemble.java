package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * A tree ensemble in arrays, to be evaluated on many rows with other thresholds and other leaf values. Immutable and
 * thread-safe.
 */
final class FlatEnsemble {
  private final List<Tree> nodes = new ArrayList<>();
  private final int[] roots;
  private final int[] yes;
  private final int[] no;
  private final int[] tree;
  private final int[] feature;
  private final int scores;

  /** Trees are at most as deep as the plugin takes. */
  FlatEnsemble(TreeEnsemble model) {
    roots = new int[model.trees().size()];
    List<int[]> links = new ArrayList<>();
    for (int t = 0; t < roots.length; t++) {
      roots[t] = append(t, model.trees().get(t), links);
    }
    tree = links.stream().mapToInt(l -> l[0]).toArray();
    yes = links.stream().mapToInt(l -> l[1]).toArray();
    no = links.stream().mapToInt(l -> l[2]).toArray();
    feature = nodes.stream().mapToInt(FlatEnsemble::featureOf).toArray();
    scores = model.base().length;
  }

  private int append(int t, Tree node, List<int[]> links) {
    int at = nodes.size();
    int[] link = {t, -1, -1};
    nodes.add(node);
    links.add(link);
    List<Tree> children = node.children();
    for (int c = 0; c < children.size(); c++) {
      link[1 + c] = append(t, children.get(c), links);
    }
    return at;
  }

  private static int featureOf(Tree node) {
    return node instanceof Tree.Branch b ? b.feature() : node instanceof Tree.Member m ? m.feature() : -1;
  }

  /** The finite thresholds that each feature is compared with, ascending. */
  double[][] thresholds(int features) {
    List<TreeSet<Double>> found = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      found.add(new TreeSet<>());
    }
    for (Tree node : nodes) {
      if (node instanceof Tree.Branch b && Double.isFinite(b.threshold())) {
        found.get(b.feature()).add(b.threshold() + 0.0);
      }
    }
    return found.stream().map(of -> of.stream().mapToDouble(Double::doubleValue).toArray()).toArray(double[][]::new);
  }

  /** Steps of a row through all trees, at most. */
  long steps() {
    int[] depth = new int[nodes.size()];
    long[] deepest = new long[roots.length];
    for (int u = 0; u < depth.length; u++) {
      deepest[tree[u]] = Math.max(deepest[tree[u]], depth[u] + 1L);
      if (yes[u] >= 0) {
        depth[yes[u]] = depth[u] + 1;
        depth[no[u]] = depth[u] + 1;
      }
    }
    return Arrays.stream(deepest).sum();
  }

  /**
   * For each comparison what it compares with under these options; a feature without one keeps its thresholds. NaN for
   * other nodes.
   */
  double[] bounds(GridOption[] options) {
    double[] bounds = new double[nodes.size()];
    Arrays.fill(bounds, Double.NaN);
    for (int u = 0; u < bounds.length; u++) {
      if (nodes.get(u) instanceof Tree.Branch b) {
        GridOption option = options[b.feature()];
        bounds[u] = option == null || Double.isInfinite(b.threshold()) ? b.threshold()
            : option.bounds()[option.index(b.threshold())];
      }
    }
    return bounds;
  }

  /** The values of each leaf as these scales round them, one for each score; null for a test. */
  double[][] leaves(LeafScale[] scales) {
    double[][] out = new double[nodes.size()][];
    for (int u = 0; u < out.length; u++) {
      if (nodes.get(u) instanceof Tree.Leaf leaf) {
        out[u] = new double[scores];
        for (int o = 0; o < scores; o++) {
          out[u][o] = scales[o].rounded(tree[u], leaf.values()[o]);
        }
      }
    }
    return out;
  }

  /**
   * The scores of rows.
   *
   * @param bounds see {@link #bounds}
   * @param leaves see {@link #leaves}
   * @param base where scores start from
   */
  double[][] scores(double[][] rows, double[] bounds, double[][] leaves, double[] base) {
    double[][] out = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] sum = base.clone();
      for (int root : roots) {
        double[] leaf = leaves[leaf(root, rows[i], bounds)];
        for (int o = 0; o < sum.length; o++) {
          sum[o] += leaf[o];
        }
      }
      out[i] = sum;
    }
    return out;
  }

  private int leaf(int root, double[] row, double[] bounds) {
    int u = root;
    while (yes[u] >= 0) {
      double x = row[feature[u]];
      boolean holds = x <= bounds[u];
      if (!holds && (Double.isNaN(x) || nodes.get(u) instanceof Tree.Member)) {
        holds = special(nodes.get(u), x);
      }
      u = holds ? yes[u] : no[u];
    }
    return u;
  }

  /** A missing value, or a test of what a feature equals. */
  private static boolean special(Tree node, double x) {
    return node instanceof Tree.Member m ? m.test(x) : node instanceof Tree.Branch b && b.missingBelow();
  }
}
