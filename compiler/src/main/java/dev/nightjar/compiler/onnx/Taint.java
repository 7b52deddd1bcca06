package dev.nightjar.compiler.onnx;

/** Through what an element has gone: what tells a score from an input of a model. Ordered. */
enum Taint {
  /** Through steps on single features. */
  NONE,
  /** Through a dense linear map, which may be a model or a step in front of one (PCA). */
  MAP,
  /** Through a model: this is a score, whatever follows. */
  MODEL;

  Taint and(Taint other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
