package dev.nightjar.engine.java;

/** Exponents in the ring of polynomials modulo {@code X^N + 1}. */
final class Monomial {
  private Monomial() {}

  /**
   * Coefficient {@code index} of a polynomial continued with period 2N, from 0 to {@code 3N - 1}: going round
   * once changes the sign. Coefficient {@code j + e} is coefficient {@code j} of {@code X^{-e}} times the
   * polynomial.
   */
  static long coefficient(long[] polynomial, int index) {
    int n = polynomial.length;
    long value = polynomial[index & (n - 1)];
    return (index & n) == 0 ? value : -value;
  }
}
