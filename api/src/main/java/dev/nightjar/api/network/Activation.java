package dev.nightjar.api.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A real function of one real variable as a tree of operations over the variable and constants. Equal when the trees
 * are; the name does not count. Immutable and thread-safe.
 */
public final class Activation {
  /** Most nodes of a tree: 1024. */
  public static final int MAX_SIZE = 1024;

  private static final Activation INPUT = new Activation(null, 0, null, null, "x");

  private final RealOperation operation;
  private final double constant;
  private final Activation first;
  private final Activation second;
  private final String name;
  private final int size;
  private final int hash;

  private Activation(RealOperation operation, double constant, Activation first, Activation second, String name) {
    this.operation = operation;
    this.constant = constant;
    this.first = first;
    this.second = second;
    this.name = name;
    this.size = 1 + (first == null ? 0 : first.size) + (second == null ? 0 : second.size);
    this.hash = Objects.hash(operation, constant, first, second);
    if (size > MAX_SIZE) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "the function " + name + " has " + size
          + " operations; at most " + MAX_SIZE + " are supported");
    }
  }

  /** The variable itself. */
  public static Activation input() {
    return INPUT;
  }

  /** A constant function; the value may be infinite, as a bound that does not bind, but is a number. */
  public static Activation constant(double value) {
    if (Double.isNaN(value)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a function cannot have the constant NaN");
    }
    // -0.0 and 0.0 are the same constant.
    return new Activation(null, value + 0.0, null, null, "constant");
  }

  /**
   * An operation on one function.
   *
   * @param operation one of one operand
   */
  public static Activation of(RealOperation operation, Activation a) {
    requireOperands(operation, 1);
    return new Activation(operation, 0, Objects.requireNonNull(a, "operand"), null, text(operation));
  }

  /**
   * An operation on two functions.
   *
   * @param operation one of two operands
   */
  public static Activation of(RealOperation operation, Activation a, Activation b) {
    requireOperands(operation, 2);
    return new Activation(operation, 0, Objects.requireNonNull(a, "operand"), Objects.requireNonNull(b, "operand"),
        text(operation));
  }

  private static void requireOperands(RealOperation operation, int given) {
    if (operation.operands() != given) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, operation + " takes " + operation.operands()
          + " operands, not " + given);
    }
  }

  private static String text(RealOperation operation) {
    String text = operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** {@code max(x, 0)}. */
  public static Activation relu() {
    return of(RealOperation.MAX, INPUT, constant(0)).named("Relu");
  }

  /** The same function under a name for reports, as {@code Relu}. */
  public Activation named(String other) {
    return this == INPUT ? this : new Activation(operation, constant, first, second, Objects.requireNonNull(other));
  }

  /** This function of another one: {@code x -> this(inner(x))}, with this one's name. */
  public Activation after(Activation inner) {
    if (this == INPUT) {
      return inner;
    }
    return operation == null ? this : new Activation(operation, 0, first.after(inner),
        second == null ? null : second.after(inner), name);
  }

  /** The value at a point. */
  public double apply(double x) {
    if (operation == null) {
      return this == INPUT ? x : constant;
    }
    return operation.apply(first.apply(x), second == null ? 0 : second.apply(x));
  }

  /** What this is called in reports: {@code HardSwish}, {@code Relu, Clip}. */
  public String name() {
    return name;
  }

  /**
   * Where the slope changes, ascending, when this is known to be continuous and piecewise linear; empty otherwise. None
   * for an affine function.
   */
  public Optional<double[]> kinks() {
    return PiecewiseLinear.of(this).map(PiecewiseLinear::kinks);
  }

  /** Whether this is the variable itself. */
  public boolean isInput() {
    return this == INPUT;
  }

  /** Whether this is a constant. */
  public boolean isConstant() {
    return this != INPUT && operation == null;
  }

  /** The operation at the root; empty for the variable and constants. */
  public Optional<RealOperation> operation() {
    return Optional.ofNullable(operation);
  }

  /** Operand 0 or 1 of the operation at the root. */
  public Activation operand(int i) {
    return Objects.requireNonNull(i == 0 ? first : i == 1 ? second : null, "operand " + i);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || this != INPUT && other instanceof Activation that && that != INPUT && hash == that.hash
        && operation == that.operation && constant == that.constant && Objects.equals(first, that.first)
        && Objects.equals(second, that.second);
  }

  @Override
  public int hashCode() {
    return this == INPUT ? 1 : hash;
  }

  /** The tree: {@code max(x, 0.0)}. */
  @Override
  public String toString() {
    if (operation == null) {
      return this == INPUT ? "x" : String.valueOf(constant);
    }
    return operation.name().toLowerCase(Locale.ROOT) + "(" + first + (second == null ? "" : ", " + second)
        + ")";
  }
}
