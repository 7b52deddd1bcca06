package dev.nightjar.plugin.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A quantised tree in arrays: node 0 is the root, parents come before children. Immutable.
 *
 * <p>Tests are not redundant: on every path, each test of a feature lies strictly inside the interval that
 * the tests above it leave.
 */
final class GridTree {
  /** Upper end of an interval that has none. */
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /** A node of the nested form, with value equality. */
  sealed interface Node {
    /** {@code q(feature) <= level} goes to {@code below}. */
    record Split(int feature, int level, Node below, Node above) implements Node {
    }

    /** Quantised values, one for each score. */
    record Leaf(List<Integer> values) implements Node {
    }
  }

  /**
   * The condition {@code lo < q(feature) <= hi}.
   *
   * @param lo -1 for no lower end
   * @param hi {@link #UNBOUNDED} for no upper end
   */
  record Interval(int feature, int lo, int hi) {
    /** Thermometer bits that the condition reads. */
    int terms() {
      return (lo >= 0 ? 1 : 0) + (hi != UNBOUNDED ? 1 : 0);
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<int[]> children = new ArrayList<>();
  private final int[] depth;
  private final int[][] features;

  GridTree(Node root) {
    append(root, -1);
    depth = new int[size()];
    features = new int[size()][];
    for (int u = 0; u < size(); u++) {
      depth[u] = u == 0 ? 0 : depth[parent(u)] + 1;
      features[u] = countFeatures(u);
    }
  }

  /**
   * Distinct features tested below each ancestor, by the ancestor's depth; the node itself is the last entry.
   */
  private int[] countFeatures(int u) {
    int[] counts = new int[depth[u] + 1];
    Set<Integer> seen = new HashSet<>();
    for (int v = u; v != 0; v = parent(v)) {
      seen.add(feature(parent(v)));
      counts[depth[v] - 1] = seen.size();
    }
    return counts;
  }

  private int append(Node node, int parent) {
    int at = nodes.size();
    nodes.add(node);
    parents.add(parent);
    int[] below = {-1, -1};
    children.add(below);
    if (node instanceof Node.Split split) {
      below[0] = append(split.below(), at);
      below[1] = append(split.above(), at);
    }
    return at;
  }

  /** Number of nodes, leaves included. */
  int size() {
    return nodes.size();
  }

  /** Number of leaves. */
  int leaves() {
    return (size() + 1) / 2;
  }

  boolean isLeaf(int u) {
    return nodes.get(u) instanceof Node.Leaf;
  }

  /** Feature that a branch tests. */
  int feature(int u) {
    return ((Node.Split) nodes.get(u)).feature();
  }

  /** Level that a branch compares with. */
  int level(int u) {
    return ((Node.Split) nodes.get(u)).level();
  }

  /** The node above, -1 for the root. */
  int parent(int u) {
    return parents.get(u);
  }

  int below(int u) {
    return children.get(u)[0];
  }

  int above(int u) {
    return children.get(u)[1];
  }

  /** Quantised values of a leaf. */
  List<Integer> values(int leaf) {
    return ((Node.Leaf) nodes.get(leaf)).values();
  }

  /** Number of tests above a node. */
  int depth(int u) {
    return depth[u];
  }

  /** Distinct features tested between a node and its ancestor of this depth. */
  int featuresSince(int ancestorDepth, int u) {
    return features[u][ancestorDepth];
  }

  /**
   * What the tests between an ancestor and a node demand beyond what the ancestor's place already says: one
   * interval for each feature, by ascending feature.
   */
  List<Interval> intervalsBetween(int ancestor, int u) {
    Map<Integer, Interval> found = new TreeMap<>();
    for (int v = u; v != ancestor; v = parent(v)) {
      int p = parent(v);
      int f = feature(p);
      Interval old = found.getOrDefault(f, new Interval(f, -1, UNBOUNDED));
      // Tests get tighter downwards, so the first one seen on the way up is the one that counts.
      if (below(p) == v) {
        found.put(f, new Interval(f, old.lo(), Math.min(old.hi(), level(p))));
      } else {
        found.put(f, new Interval(f, Math.max(old.lo(), level(p)), old.hi()));
      }
    }
    return List.copyOf(found.values());
  }
}
