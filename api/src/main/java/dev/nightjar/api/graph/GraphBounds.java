package dev.nightjar.api.graph;

/** Bounds of nodes that no sum over a graph covers. */
final class GraphBounds {
  /** Most inputs, and most outputs, of a node. */
  static final int MAX_INPUTS = 1 << 16;

  /** Work that a kept index counts as, so that the bound of work bounds the memory of indices, too: 2^24 of them. */
  static final long INDEX = 16;

  private GraphBounds() {
  }
}
