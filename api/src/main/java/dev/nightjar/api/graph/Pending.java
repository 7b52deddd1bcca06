package dev.nightjar.api.graph;

/** Operators whose computation is still to come. */
final class Pending {
  private Pending() {
  }

  static Plan plan(NodeView node) {
    throw node.refused("is not computed by this version");
  }
}
