package dev.nightjar.compiler.onnx;

/** Through what an element has gone: what tells a score from an input of a model. Ordered. */
enum Taint {
  /** Through steps on single features. */
  NONE,
  /** Through a dense linear map, which may be a model or a step in front of one (PCA). */
  MAP,
  /** Through a model: this is a score, whatever follows. */
  MODEL,
  /** A distance to a stored row: a score, which is compared with others like it. */
  DISTANCE;

  /** Whether this is a score. */
  boolean isScore() {
    return compareTo(MODEL) >= 0;
  }

  Taint and(Taint other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
