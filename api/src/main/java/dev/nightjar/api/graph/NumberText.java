package dev.nightjar.api.graph;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as ONNX Runtime writes and reads them: by {@code %.8g}, and the number that a text begins with. */
final class NumberText {
  private static final int DIGITS = 8;
  private static final int MAX_LENGTH = 512;
  private static final Pattern REAL = Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,9})?)");
  private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?\\d{1,19})");

  private NumberText() {
  }

  /** An element as text. */
  static String of(Tensor tensor, int i) {
    return switch (tensor.type()) {
      case FLOAT, DOUBLE -> general(tensor.number(i));
      case INT64 -> Long.toString(tensor.l()[i]);
      case BOOL -> tensor.b()[i] ? "1" : "0";
      case STRING -> tensor.s()[i];
    };
  }

  /** The conversion {@code %.8g} of C, with NaN, INF and -INF. */
  static String general(double x) {
    if (Double.isNaN(x)) {
      return "NaN";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "INF" : "-INF";
    }
    if (x == 0) {
      return 1 / x < 0 ? "-0" : "0";
    }
    BigDecimal value = new BigDecimal(x).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4 && exponent < DIGITS) {
      return value.toPlainString();
    }
    String all = value.unscaledValue().abs().toString();
    String mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    return (x < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+") + (power.length() < 2 ? "0" : "") + power;
  }

  /** A text that begins with a number, or is NaN or an infinity. */
  static float singlePrecision(String text) {
    return special(text) ? (float) specialValue(text) : Float.parseFloat(number(text, REAL));
  }

  /** A text that begins with a number, or is NaN or an infinity. */
  static double doublePrecision(String text) {
    return special(text) ? specialValue(text) : Double.parseDouble(number(text, REAL));
  }

  /** A text that begins with an integer. */
  static long integer(String text) {
    String digits = number(text, INTEGER);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw CastKernels.malformed("the text '" + digits + "' is no integer of 64 bits");
    }
  }

  private static boolean special(String text) {
    return text.equals("NaN") || text.equals("INF") || text.equals("+INF") || text.equals("-INF");
  }

  private static double specialValue(String text) {
    return text.equals("NaN") ? Double.NaN : text.startsWith("-") ? Double.NEGATIVE_INFINITY
        : Double.POSITIVE_INFINITY;
  }

  private static String number(String text, Pattern pattern) {
    Matcher matcher = pattern.matcher(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text);
    if (!matcher.lookingAt()) {
      throw CastKernels.malformed("the text '" + (text.length() > 32 ? text.substring(0, 32) + "…" : text)
          + "' is no number");
    }
    return matcher.group(1);
  }
}
