package dev.nightjar.plugin.tree;

import dev.nightjar.plugin.tree.internal.grid.GridTree;

/**
 * The range of the sums of changes on the ways from the root of a tree to its leaves, for changes at some of the nodes.
 * Changes are added in ascending order of nodes; the rest of the tree is not visited.
 */
final class PathSums {
  private final GridTree tree;
  private final int[] node;
  private final int[] sum;
  /** Leaves below nodes that were added below this one: their sums are others. */
  private final int[] covered;
  private int depth;
  private int lowest = Integer.MAX_VALUE;
  private int highest = Integer.MIN_VALUE;

  /** The first change must be at the root. */
  PathSums(GridTree tree, int changes) {
    this.tree = tree;
    node = new int[changes];
    sum = new int[changes];
    covered = new int[changes];
  }

  /** Adds a change at a node that is not before those that were added. */
  void add(int at, int change) {
    while (depth > 0 && tree.end(node[depth - 1]) <= at) {
      close();
    }
    if (depth > 0 && node[depth - 1] == at) {
      sum[depth - 1] += change;
      return;
    }
    node[depth] = at;
    sum[depth] = change;
    covered[depth] = 0;
    if (depth > 0) {
      sum[depth] += sum[depth - 1];
      covered[depth - 1] += tree.leavesBelow(at);
    }
    depth++;
  }

  private void close() {
    depth--;
    if (covered[depth] < tree.leavesBelow(node[depth])) {
      lowest = Math.min(lowest, sum[depth]);
      highest = Math.max(highest, sum[depth]);
    }
  }

  /** The smallest and the largest sum; nothing can be added after this. */
  int[] range() {
    while (depth > 0) {
      close();
    }
    return new int[] {lowest, highest};
  }
}
