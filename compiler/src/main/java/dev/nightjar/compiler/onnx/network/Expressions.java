package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.network.Activation;
import dev.nightjar.api.network.RealOperation;

/** Trees of functions without steps that change nothing. */
final class Expressions {
  private Expressions() {
  }

  static Activation line(double slope, double offset) {
    return plus(times(slope, Activation.input()), Activation.constant(offset));
  }

  static Activation times(double factor, Activation f) {
    return factor == 1 ? f : factor == 0 ? Activation.constant(0)
        : f.isConstant() ? Activation.constant(factor * f.apply(0))
        : Activation.of(RealOperation.MUL, Activation.constant(factor), f);
  }

  static Activation plus(Activation a, Activation b) {
    if (a.isConstant() && b.isConstant()) {
      return Activation.constant(a.apply(0) + b.apply(0));
    }
    return isZero(a) ? b : isZero(b) ? a : Activation.of(RealOperation.ADD, a, b);
  }

  private static boolean isZero(Activation f) {
    return f.isConstant() && f.apply(0) == 0;
  }

  /** An operation on functions; on constants, its value. */
  static Activation of(RealOperation operation, Activation a, Activation b) {
    Activation f = operation.operands() == 1 ? Activation.of(operation, a) : Activation.of(operation, a, b);
    return a.isConstant() && (operation.operands() == 1 || b.isConstant()) ? Activation.constant(f.apply(0)) : f;
  }

  /** Whether a function is known never to fall. */
  static boolean rises(Activation f) {
    if (f.isInput() || f.isConstant()) {
      return true;
    }
    Activation a = f.operand(0);
    return switch (f.operation().orElseThrow()) {
      case ADD, MIN, MAX -> rises(a) && rises(f.operand(1));
      case SUB -> rises(a) && f.operand(1).isConstant();
      case MUL -> isPositive(a) && rises(f.operand(1)) || isPositive(f.operand(1)) && rises(a);
      case DIV -> isPositive(f.operand(1)) && rises(a);
      case TANH, SIGMOID, SOFTPLUS, ERF, EXP, SIGN, ROUND, FLOOR, CEIL -> rises(a);
      default -> false;
    };
  }

  private static boolean isPositive(Activation f) {
    return f.isConstant() && f.apply(0) >= 0;
  }
}
