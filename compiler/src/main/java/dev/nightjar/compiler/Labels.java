package dev.nightjar.compiler;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Compares labels of a table with those of a model, exactly: {@code 1.0} is {@code 1}, {@code True} is {@code 1} and
 * {@code False} is {@code 0}, and no number is rounded, so that integers beyond 2^53 stay apart. All else is text.
 */
public final class Labels {
  /** Longest text that is read as a number: more digits than a 64-bit integer or a double is written with. */
  private static final int LONGEST_NUMBER = 64;

  private Labels() {
  }

  /** Whether two labels name the same class. */
  public static boolean same(String a, String b) {
    return a.equals(b) || canonical(a).equals(canonical(b));
  }

  /** A text that two labels share when they name the same class, and only then. */
  static String canonical(String label) {
    String text = label.strip();
    if (text.equalsIgnoreCase("true")) {
      return "1";
    }
    if (text.equalsIgnoreCase("false")) {
      return "0";
    }
    return number(text).map(BigDecimal::toString).orElse(text);
  }

  /** The number that a text is, exactly and without zeros at its end. */
  static Optional<BigDecimal> number(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NUMBER || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text).stripTrailingZeros());
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
