package dev.nightjar.engine.java.ring;

/** Exponents in the ring of polynomials modulo {@code X^N + 1}. */
public final class Monomial {
  private Monomial() {}

  /**
   * What {@code X^a} does to {@code f(X) = Σ_{r < 2^ν} X^r f_r(X^{2^ν})}: part {@code r} of the result is
   * {@code Y^{exponent(a, r)}} times part {@code source(a, r)} of f, with {@code Y = X^{2^ν}} (Lee, Yoon, eprint
   * 2023/402).
   */
  public record Extension(int log2, int polynomialSize) {
    public int source(int a, int part) {
      return part - a & (1 << log2) - 1;
    }

    public int exponent(int a, int part) {
      int wrap = part < (a & (1 << log2) - 1) ? 1 : 0;
      return (a >> log2) + wrap & 2 * polynomialSize - 1;
    }
  }

  /**
   * Coefficient {@code index} of a polynomial continued with period 2N, from 0 to {@code 3N - 1}: going round
   * once changes the sign. Coefficient {@code j + e} is coefficient {@code j} of {@code X^{-e}} times the
   * polynomial.
   */
  public static long coefficient(long[] polynomial, int index) {
    int n = polynomial.length;
    long value = polynomial[index & (n - 1)];
    return (index & n) == 0 ? value : -value;
  }
}
