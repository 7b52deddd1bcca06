package dev.nightjar.engine.java.ring;

/**
 * The constants of the negacyclic transform.
 *
 * <p>A real polynomial {@code p} of degree below N is folded into {@code M = N/2} complex coefficients {@code
 * z_j = p_j + i p_{j+M}}, that is, reduced modulo {@code X^M - i}. The <b>forward</b> transform walks the
 * tree of factors {@code X^L - e^{iπθ} = (X^{L/2} - w)(X^{L/2} + w)}, {@code w = e^{iπθ/2}}, from {@code θ =
 * 1/2} down to linear factors: the twist by the 2N-th roots is merged into the twiddles, and one constant
 * serves a whole block. Point {@code p} of the result is the value at {@code e^{iπ(1 + 4 rev(p))/N}}. The
 * order is bit-reversed and stays so: products are taken point by point, and the <b>inverse</b> transform is
 * a decimation in time, which reads that order and leaves natural order. Its twist back, {@code e^{-iπj/N}},
 * is left to the reader of the result ({@link #untwist}); the factor 1/M is part of the key.
 *
 * <p><b>Signs.</b> Every butterfly computes {@code s = a + wb} and {@code e = s - 2a = -(a - wb)}: three
 * fused multiply-adds for each component, where {@code a - wb} would take a fourth operation. The lower
 * output is therefore negated. Forward, point {@code p} comes out multiplied by {@code (-1)^popcount(p)}: the
 * same factor for digits and key, so that it cancels in their product. Inverse, coefficient {@code j} comes
 * out multiplied by {@code (-1)^popcount(j)}, which {@link #untwist} undoes.
 *
 * <p>Tables are interleaved: {@code interleave} consecutive values of the first component, then as many of
 * the second, and so on. A vector with {@code interleave} lanes loads one component of all its values at once. With an
 * interleave of 1 the components of each value lie side by side.
 */
public final class Twiddles {
  private Twiddles() {}

  /**
   * Forward radix-4 pass over {@code blocks} blocks: for each, {@code w1 = e^{iπθ/4}} and {@code w2 =
   * e^{iπθ/2}}.
   */
  public static double[] forward4(int blocks) {
    double[] table = new double[4 * blocks];
    for (int b = 0; b < blocks; b++) {
      put(table, b, 2, 0, 1, angle(b, blocks) / 4);
      put(table, b, 2, 1, 1, angle(b, blocks) / 2);
    }
    return table;
  }

  /** Forward radix-2 pass over {@code blocks} blocks: for each, {@code w = e^{iπθ/2}}. */
  public static double[] forward2(int blocks) {
    double[] table = new double[2 * blocks];
    for (int b = 0; b < blocks; b++) {
      put(table, b, 1, 0, 1, angle(b, blocks) / 2);
    }
    return table;
  }

  /**
   * Inverse radix-4 pass to blocks of {@code size}: for {@code j < size/4}, {@code e^{-2πij/size}} and its
   * square.
   */
  public static double[] inverse4(int size, int interleave) {
    double[] table = new double[size];
    for (int j = 0; j < size / 4; j++) {
      put(table, j, 2, 0, interleave, -2.0 * j / size);
      put(table, j, 2, 1, interleave, -4.0 * j / size);
    }
    return table;
  }

  /** Inverse radix-2 pass to blocks of {@code size}: {@code e^{-2πij/size}} for {@code j < size/2}. */
  public static double[] inverse2(int size, int interleave) {
    double[] table = new double[size];
    for (int j = 0; j < size / 2; j++) {
      put(table, j, 1, 0, interleave, -2.0 * j / size);
    }
    return table;
  }

  /** What is left to do after the inverse passes: {@code (-1)^popcount(j) e^{-iπj/N}} for {@code j < M}. */
  public static double[] untwist(int points, int interleave) {
    double[] table = new double[2 * points];
    for (int j = 0; j < points; j++) {
      put(table, j, 1, 0, interleave, (Integer.bitCount(j) & 1) - j / (2.0 * points));
    }
    return table;
  }

  /**
   * The twist that turns {@code blocks} blocks of {@code lanes} points, one block to a vector, into cyclic
   * ones: lane {@code q} of block {@code b} is {@code e^{iπ q θ_b / lanes}}.
   */
  public static double[] laneTwist(int blocks, int lanes) {
    double[] table = new double[2 * blocks * lanes];
    for (int j = 0; j < blocks * lanes; j++) {
      put(table, j, 1, 0, lanes, angle(j / lanes, blocks) * (j % lanes) / lanes);
    }
    return table;
  }

  /**
   * Constants of the butterfly between lanes {@code half} apart, all within one vector: three vectors, the
   * cyclic twiddle {@code e^{iπ (q mod half)/half}} of the upper lanes (1 in the lower ones; real parts, then
   * imaginary parts), and the sign of the lane's own value in sum and difference.
   */
  public static double[] laneStage(int lanes, int half) {
    double[] table = new double[3 * lanes];
    for (int q = 0; q < lanes; q++) {
      boolean upper = (q & half) != 0;
      put(table, q, 1, 0, lanes, upper ? (double) (q % half) / half : 0);
      table[2 * lanes + q] = upper ? -1 : 1;
    }
    return table;
  }

  /**
   * θ of node {@code b} among the {@code blocks} nodes of its level: the root is 1/2, children are θ/2 and
   * θ/2 + 1.
   */
  private static double angle(int b, int blocks) {
    return (0.5 + 2.0 * Roots.reverse(b, Roots.log2(blocks))) / blocks;
  }

  private static void put(double[] table, int index, int values, int value, int interleave, double angle) {
    int at = index / interleave * (2 * values * interleave) + 2 * value * interleave + index % interleave;
    table[at] = Roots.cos(angle);
    table[at + interleave] = Roots.sin(angle);
  }
}
