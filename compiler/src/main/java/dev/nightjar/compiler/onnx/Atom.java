package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;

/** What affine forms are made of. */
sealed interface Atom {
  /**
   * A number that the client knows before it encrypts: a raw column, or what operators that do not fold make of
   * columns.
   *
   * @param value name of the value
   * @param index element of the value
   * @param type type of the value
   */
  record Feature(String value, int index, ElementType type) implements Atom {
  }

  /**
   * A score of a tree model.
   *
   * @param model the model
   * @param index index of the score
   */
  record Column(TreeNode model, int index) implements Atom {
  }
}
