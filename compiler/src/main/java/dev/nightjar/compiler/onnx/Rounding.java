package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;

/** The steps of a {@link Chain}, rounded as a value of their type is. */
final class Rounding {
  private Rounding() {
  }

  /** A number as its type holds it. */
  static double to(ElementType type, double x) {
    return switch (type) {
      case FLOAT -> (float) x;
      case INT64 -> Double.isNaN(x) ? 0 : Math.rint(x);
      case BOOL -> x != 0 ? 1 : 0;
      default -> x;
    };
  }

  /** A form after {@code x + shift}, {@code shift - x} when it is negated. */
  static Form plus(ElementType type, Form form, double factor, double shift) {
    Form sum = form.affine(factor, shift);
    return form.chain() == null ? sum
        : sum.with(form.chain().then(x -> to(type, factor * x + shift), factor < 0));
  }

  /** A form after {@code x * factor}. */
  static Form times(ElementType type, Form form, double factor) {
    Form product = form.affine(factor, 0);
    return form.chain() == null || factor == 0 ? product
        : product.with(form.chain().then(x -> to(type, x * factor), factor < 0));
  }

  /** A form after {@code x / divisor}. */
  static Form over(ElementType type, Form form, double divisor) {
    Form quotient = form.affine(1 / divisor, 0);
    return form.chain() == null ? quotient
        : quotient.with(form.chain().then(x -> to(type, x / divisor), divisor < 0));
  }

  /** A form as another type. */
  static Form cast(ElementType type, Form form) {
    return form.chain() == null ? form : form.with(form.chain().then(x -> to(type, x), false));
  }
}
