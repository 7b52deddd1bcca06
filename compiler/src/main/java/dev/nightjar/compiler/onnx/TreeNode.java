package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.TreeEnsemble;

/** A tree model of the graph: what it computes, and of what. Equal to itself alone. */
final class TreeNode {
  private final String described;
  private final TreeEnsemble model;
  private final Value input;

  TreeNode(String described, TreeEnsemble model, Value input) {
    this.described = described;
    this.model = model;
    this.input = input;
  }

  /** What messages call it. */
  String described() {
    return described;
  }

  /** The trees over the elements of the input. */
  TreeEnsemble model() {
    return model;
  }

  /** What they read. */
  Value input() {
    return input;
  }
}
