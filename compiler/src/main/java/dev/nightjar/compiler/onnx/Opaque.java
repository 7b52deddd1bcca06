package dev.nightjar.compiler.onnx;

/** An element of which only the side is known that computes it. */
enum Opaque implements Element {
  /** Computed by the client in front of the model, and no number: a text. */
  PREFIX
}
