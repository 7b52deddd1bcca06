package dev.nightjar.api.graph;

/** Functions of real numbers that operators have and the JDK has not, to double precision. Stateless. */
public final class RealFunctions {
  private RealFunctions() {
  }

  /** The logistic function {@code 1 / (1 + exp(-x))}. */
  public static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /** {@code log(1 + exp(x))}. */
  public static double softplus(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /**
   * The error function by its series with positive terms, {@code 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!}
   * (Abramowitz and Stegun, 7.1.6); 1 from 6 on, where it differs from 1 by less than 2^-53.
   */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (!(a < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double term = a;
    double sum = a;
    for (int n = 1; term > sum * 0x1p-60; n++) {
      term *= 2 * a * a / (2 * n + 1);
      sum += term;
    }
    return Math.copySign(Math.min(1, 2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum), x);
  }
}
