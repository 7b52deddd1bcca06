package dev.nightjar.api.graph;

/** Bounds of nodes that no sum over a graph covers. */
final class GraphBounds {
  /** Most inputs, and most outputs, of a node. */
  static final int MAX_INPUTS = 1 << 16;

  private GraphBounds() {
  }
}
