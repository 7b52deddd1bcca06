package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import java.util.function.DoubleUnaryOperator;

/**
 * A monotone function of one feature, as the client's evaluator and ONNX runtimes compute it: each step rounds to the
 * type of its value, which keeps it monotone. Immutable.
 */
final class Chain {
  private final int root;
  private final ElementType type;
  private final Chain before;
  private final DoubleUnaryOperator step;
  private final boolean falling;

  private Chain(int root, ElementType type, Chain before, DoubleUnaryOperator step, boolean falling) {
    this.root = root;
    this.type = type;
    this.before = before;
    this.step = step;
    this.falling = falling;
  }

  /** The feature itself. */
  static Chain of(int root, ElementType type) {
    return new Chain(root, type, null, x -> x, false);
  }

  /**
   * This function, then a step.
   *
   * @param step a monotone function, rounded to the type of its value
   * @param descending whether the step never rises, else it never falls
   */
  Chain then(DoubleUnaryOperator step, boolean descending) {
    return new Chain(root, type, this, step, falling ^ descending);
  }

  /** The atom that this is a function of. */
  int root() {
    return root;
  }

  /** The type of that atom's value. */
  ElementType type() {
    return type;
  }

  /** Whether this is the feature itself. */
  boolean isIdentity() {
    return before == null;
  }

  /** Whether a larger feature never gives a larger value; else it never gives a smaller one. */
  boolean falling() {
    return falling;
  }

  /** The value for a feature that its type can hold. */
  double apply(double x) {
    return step.applyAsDouble(before == null ? x : before.apply(x));
  }
}
