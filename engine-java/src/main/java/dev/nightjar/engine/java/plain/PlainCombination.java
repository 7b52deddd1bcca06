package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.levelled.LevelledKernel.Step;

/** How the children of a step of the expansion are made, in plain Java. */
final class PlainCombination {
  private PlainCombination() {}

  /** {@code out = X^-amount source}. */
  static void rotate(long[] source, int at, int amount, int size, long[] out, int to) {
    int shift = amount & size - 1;
    int kept = size - shift;
    System.arraycopy(source, at + shift, out, to, kept);
    System.arraycopy(source, at, out, to + kept, shift);
    boolean negated = (amount & size) != 0;
    int end = negated ? to + kept : to + size;
    for (int j = negated ? to : to + kept; j < end; j++) {
      out[j] = -out[j];
    }
  }

  /**
   * As the kernel's {@code combineMasks} says.
   *
   * @param words working memory for a polynomial
   */
  static void masks(Step step, int size, int stride, long[] p, int at, long[] products, int from, long[] children,
      int[] childAt, long[] words) {
    int s = step.shift();
    if (step.arity() == 2) {
      for (int j = 0; j < size; j++) {
        children[childAt[0] + j] = p[at + j] + products[from + j];
        words[j] = p[at + j] - products[from + j];
      }
      rotate(words, 0, s, size, children, childAt[1]);
      return;
    }
    int r = from + stride;
    int w = r + stride;
    for (int j = 0; j < size; j++) {
      long sum = p[at + j] + products[from + j];
      long other = products[r + j] + products[w + j];
      children[childAt[0] + j] = sum + other;
      words[j] = sum - other;
    }
    rotate(words, 0, 2 * s, size, children, childAt[1]);
    oddMasks(size, stride, p, at, products, from, -1, words);
    rotate(words, 0, s, size, children, childAt[2]);
    oddMasks(size, stride, p, at, products, from, 1, words);
    rotate(words, 0, 3 * s, size, children, childAt[3]);
  }

  /** {@code (P - Q) - sign Y} with {@code Y = X^(-N/2) (R - W)}. */
  private static void oddMasks(int size, int stride, long[] p, int at, long[] products, int from, long sign,
      long[] words) {
    int half = size / 2;
    int r = from + stride;
    int w = r + stride;
    for (int j = 0; j < half; j++) {
      long low = products[r + j] - products[w + j];
      long high = products[r + half + j] - products[w + half + j];
      words[j] = p[at + j] - products[from + j] - sign * high;
      words[half + j] = p[at + half + j] - products[from + half + j] + sign * low;
    }
  }

  /** As the kernel's {@code combineBodies} says; X^(-N/2) is -i at every point. */
  static void bodies(Step step, int points, int stride, double[] p, int at, double[] sums, int from, double[] children,
      int[] childAt) {
    int size = 2 * points;
    double[] x = step.monomials();
    for (int j = 0; j < points; j++) {
      double pr = p[at + j];
      double pi = p[at + points + j];
      double qr = sums[from + j];
      double qi = sums[from + points + j];
      if (step.arity() == 2) {
        put(children, childAt[0] + j, points, pr + qr, pi + qi);
        put(children, childAt[1] + j, points, pr - qr, pi - qi, x, j);
      } else {
        double rr = sums[from + stride + j];
        double ri = sums[from + stride + points + j];
        double wr = sums[from + 2 * stride + j];
        double wi = sums[from + 2 * stride + points + j];
        put(children, childAt[0] + j, points, pr + qr + (rr + wr), pi + qi + (ri + wi));
        put(children, childAt[1] + j, points, pr + qr - (rr + wr), pi + qi - (ri + wi), x, size + j);
        double yr = ri - wi;
        double yi = wr - rr;
        put(children, childAt[2] + j, points, pr - qr + yr, pi - qi + yi, x, j);
        put(children, childAt[3] + j, points, pr - qr - yr, pi - qi - yi, x, 2 * size + j);
      }
    }
  }

  private static void put(double[] out, int to, int points, double re, double im) {
    out[to] = re;
    out[to + points] = im;
  }

  /** The same, times a monomial. */
  private static void put(double[] out, int to, int points, double re, double im, double[] monomial, int m) {
    put(out, to, points, re * monomial[m] - im * monomial[m + points], re * monomial[m + points] + im * monomial[m]);
  }
}
