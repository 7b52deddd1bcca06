package dev.nightjar.api.network;

import dev.nightjar.api.graph.RealFunctions;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The operations that an {@link Activation} is built of. Truth values are 1 and 0. */
public enum RealOperation {
  /** a + b. */
  ADD(Double::sum),
  /** a - b. */
  SUB((a, b) -> a - b),
  /** a b. */
  MUL((a, b) -> a * b),
  /** a / b. */
  DIV((a, b) -> a / b),
  /** a to the power of b. */
  POW(Math::pow),
  /** The lesser. */
  MIN(Math::min),
  /** The larger. */
  MAX(Math::max),
  /** Whether {@code a < b}. */
  LESS((a, b) -> a < b ? 1 : 0),
  /** Whether {@code a <= b}. */
  LESS_OR_EQUAL((a, b) -> a <= b ? 1 : 0),
  /** Whether a = b. */
  EQUAL((a, b) -> a == b ? 1 : 0),
  /** b where a is not 0, else 0. */
  WHEN((a, b) -> a != 0 ? b : 0),
  /** Absolute value. */
  ABS(Math::abs),
  /** Exponential function. */
  EXP(Math::exp),
  /** Natural logarithm. */
  LOG(Math::log),
  /** Square root. */
  SQRT(Math::sqrt),
  /** Sine. */
  SIN(Math::sin),
  /** Cosine. */
  COS(Math::cos),
  /** Hyperbolic tangent. */
  TANH(Math::tanh),
  /** The logistic function. */
  SIGMOID(RealFunctions::sigmoid),
  /** log(1 + exp(a)). */
  SOFTPLUS(RealFunctions::softplus),
  /** Error function. */
  ERF(RealFunctions::erf),
  /** -1, 0 or 1. */
  SIGN(Math::signum),
  /** Rounded to the nearest integer, halves to even. */
  ROUND(Math::rint),
  /** Rounded down. */
  FLOOR(Math::floor),
  /** Rounded up. */
  CEIL(Math::ceil);

  private final DoubleUnaryOperator unary;
  private final DoubleBinaryOperator binary;

  RealOperation(DoubleUnaryOperator unary) {
    this.unary = unary;
    this.binary = null;
  }

  RealOperation(DoubleBinaryOperator binary) {
    this.unary = null;
    this.binary = binary;
  }

  /** Number of operands, 1 or 2. */
  public int operands() {
    return unary != null ? 1 : 2;
  }

  double apply(double a, double b) {
    return unary != null ? unary.applyAsDouble(a) : binary.applyAsDouble(a, b);
  }
}
