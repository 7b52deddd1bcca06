package dev.nightjar.plugin.tree.internal.grid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A quantised tree in arrays: node 0 is the root, parents come before children, and the nodes of a sub-tree are
 * consecutive. Its value never changes; not thread-safe, since some counts are made when they are first asked for.
 *
 * <p>Tests are not redundant: on every path, each test of a feature parts the levels that the tests above it leave.
 */
public final class GridTree {
  /** A node of the nested form, with value equality. */
  public sealed interface Node {
    /** A feature whose level is one of {@code levels} goes to {@code below}, else to {@code above}. */
    record Split(int feature, LevelSet levels, Node below, Node above) implements Node {
      /** {@code q(feature) <= level} goes to {@code below}. */
      public Split(int feature, int level, Node below, Node above) {
        this(feature, LevelSet.upTo(level), below, above);
      }
    }

    /** Quantised values, one for each score. */
    record Leaf(List<Integer> values) implements Node {
    }
  }

  /** The condition that the level of a feature is one of these. */
  public record Condition(int feature, LevelSet levels) {
    /** Thermometer bits that the condition reads. */
    public int terms() {
      return levels.terms();
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<int[]> children = new ArrayList<>();
  private final int[] depth;
  /** See {@link #countFeatures}; made when a node's counts are first asked for. */
  private final int[][] features;
  private final int[] end;

  /** The tree below a node of the nested form. */
  public GridTree(Node root) {
    append(root, -1);
    depth = new int[size()];
    features = new int[size()][];
    for (int u = 0; u < size(); u++) {
      depth[u] = u == 0 ? 0 : depth[parent(u)] + 1;
    }
    end = new int[size()];
    for (int u = size() - 1; u >= 0; u--) {
      end[u] = isLeaf(u) ? u + 1 : end[above(u)];
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

  /**
   * The same tree with other numbers for the ends of its tests' levels.
   *
   * @param ends of each feature, ascending, with all that occur: each end becomes its place among them
   */
  public GridTree renumbered(int[][] ends) {
    return new GridTree(renumbered(nodes.get(0), ends));
  }

  private static Node renumbered(Node node, int[][] ends) {
    return node instanceof Node.Split split
        ? new Node.Split(split.feature(), split.levels().renumbered(ends[split.feature()]),
            renumbered(split.below(), ends), renumbered(split.above(), ends))
        : node;
  }

  /** Number of nodes, leaves included. */
  public int size() {
    return nodes.size();
  }

  /** Number of leaves. */
  public int leaves() {
    return (size() + 1) / 2;
  }

  /** The first node behind the sub-tree of a node, which is the nodes from u to here. */
  public int end(int u) {
    return end[u];
  }

  /** Number of leaves at and below a node. */
  public int leavesBelow(int u) {
    return (end[u] - u + 1) / 2;
  }

  /** Whether a node is a leaf, and no test. */
  public boolean isLeaf(int u) {
    return nodes.get(u) instanceof Node.Leaf;
  }

  /** Feature that a branch tests. */
  public int feature(int u) {
    return ((Node.Split) nodes.get(u)).feature();
  }

  /** Levels of that feature for which the branch goes below. */
  public LevelSet levels(int u) {
    return ((Node.Split) nodes.get(u)).levels();
  }

  /** Levels of the parent's feature that lead to a node other than the root. */
  public LevelSet levelsInto(int u) {
    LevelSet levels = levels(parent(u));
    return below(parent(u)) == u ? levels : levels.complement();
  }

  /** Levels of a feature that the tests above a node leave. */
  public LevelSet levelsAt(int u, int feature) {
    LevelSet left = LevelSet.ALL;
    for (int v = u; v != 0; v = parent(v)) {
      if (feature(parent(v)) == feature) {
        left = left.and(levelsInto(v));
      }
    }
    return left;
  }

  /** The node above, -1 for the root. */
  public int parent(int u) {
    return parents.get(u);
  }

  /** The node for levels that the test at a branch names, -1 for a leaf. */
  public int below(int u) {
    return children.get(u)[0];
  }

  /** The node for all other levels, -1 for a leaf. */
  public int above(int u) {
    return children.get(u)[1];
  }

  /** Quantised values of a leaf. */
  public List<Integer> values(int leaf) {
    return ((Node.Leaf) nodes.get(leaf)).values();
  }

  /** Number of tests above a node. */
  public int depth(int u) {
    return depth[u];
  }

  /** Distinct features tested between a node and its ancestor of this depth. */
  public int featuresSince(int ancestorDepth, int u) {
    if (features[u] == null) {
      features[u] = countFeatures(u);
    }
    return features[u][ancestorDepth];
  }

  /**
   * What the tests between an ancestor and a node demand beyond what the ancestor's place already says: one
   * condition for each feature, by ascending feature.
   */
  public List<Condition> conditionsBetween(int ancestor, int u) {
    Map<Integer, LevelSet> found = new TreeMap<>();
    for (int v = u; v != ancestor; v = parent(v)) {
      found.merge(feature(parent(v)), levelsInto(v), LevelSet::and);
    }
    return found.entrySet().stream()
        .map(e -> new Condition(e.getKey(), e.getValue().within(levelsAt(ancestor, e.getKey())))).toList();
  }
}
