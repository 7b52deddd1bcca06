package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.STRIDE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * Automorphisms {@code X -> X^g} of spectra: point k takes the value of point {@code gk + (g - 1)/4} modulo M.
 *
 * <p>Where {@code (g - 1)/4} is a multiple of the lanes, no value changes its lane, because the lanes are the lowest
 * bits of k. Let {@code k = LANES u + κ}: vector u has lane κ of {@code v + κ D}, with {@code D = (g - 1)/4}
 * and {@code v = gu + D/LANES} modulo the vectors. With four lanes, vectors are read in the order v, v + D,
 * v + 2D, …; each is blended with the next one, and these blends with those two further on: two blends for a vector,
 * and no gather.
 *
 * <p>A permutation is the table of that order, the table of {@link EightLanePermutation}, or, where values change their
 * lanes in other ways, of single points.
 */
final class PointPermutation {
  /** Vectors that the blends at the end of a cycle take from its beginning. */
  private static final int AHEAD = 3;

  private PointPermutation() {}

  /**
   * The table for an automorphism; its first element says which kind it is: the length of a cycle, 0 for single
   * points, or a negative number of {@link EightLanePermutation}.
   */
  static int[] of(int galois, int[] points) {
    int[] index = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      index[points[i]] = i;
    }
    if (LANES == 4 && (galois - 1) / 4 % LANES == 0) {
      return cycles(galois, index);
    }
    return LANES == 8 && EightLanePermutation.supports(galois)
        ? EightLanePermutation.of(galois, index)
        : single(galois, points, index);
  }

  private static int[] single(int galois, int[] points, int[] index) {
    int[] table = new int[1 + POINTS];
    for (int i = 0; i < POINTS; i++) {
      long power = (1 + 4L * points[i]) * galois % (2 * SIZE);
      table[1 + i] = index[(int) (power - 1) / 4];
    }
    return table;
  }

  /** Cycle by cycle the offsets of its vectors and of {@link #AHEAD} more, and the offsets of the results. */
  private static int[] cycles(int galois, int[] index) {
    int vectors = POINTS / LANES;
    int step = (galois - 1) / 4 & vectors - 1;
    int length = step == 0 ? 1 : vectors / Integer.lowestOneBit(step);
    int[] target = new int[vectors];
    for (int u = 0; u < vectors; u++) {
      int source = (int) (((long) galois * u + (galois - 1) / (4 * LANES)) % vectors);
      target[source] = index[LANES * u];
    }
    int[] table = new int[1 + vectors / length * (2 * length + AHEAD)];
    table[0] = length;
    int at = 1;
    boolean[] done = new boolean[vectors];
    for (int first = 0; first < vectors; first++) {
      if (done[first]) {
        continue;
      }
      for (int i = 0; i < length + AHEAD; i++) {
        table[at++] = index[LANES * (first + i * step & vectors - 1)];
      }
      for (int i = 0; i < length; i++) {
        int source = first + i * step & vectors - 1;
        done[source] = true;
        table[at++] = target[source];
      }
    }
    return Arrays.copyOf(table, at);
  }

  /**
   * Permutes both columns of a product: the first one to {@code out}; the second one, to which {@code body} is added
   * before, to {@code sum}.
   *
   * @param source has the columns {@link PointOrder#STRIDE} apart; what it holds afterwards is not defined
   */
  static void apply(int[] table, double[] source, int from, double[] body, int bodyAt, double[] out, int to,
      double[] sum, int sumAt) {
    int length = table[0];
    if (length > 0) {
      for (int at = 1; at < table.length; at += 2 * length + AHEAD) {
        cycle(table, at, length, source, from, body, bodyAt, out, to, sum, sumAt, Exchange.LANE_BIT_0,
            Exchange.LANE_BIT_1);
      }
      return;
    }
    if (length < 0) {
      EightLanePermutation.apply(table, source, from, body, bodyAt, out, to, sum, sumAt);
      return;
    }
    for (int i = 0; i < POINTS; i++) {
      int p = table[1 + i];
      out[to + i] = source[from + p];
      out[to + i + POINTS] = source[from + p + POINTS];
      sum[sumAt + i] = source[from + STRIDE + p] + body[bodyAt + p];
      sum[sumAt + i + POINTS] = source[from + STRIDE + p + POINTS] + body[bodyAt + p + POINTS];
    }
  }

  /** Lane bit 1 is bit 0 of k, lane bit 0 is bit 1: {@link PointOrder}. */
  private static void cycle(int[] table, int at, int length, double[] source, int from, double[] body, int bodyAt,
      double[] out, int to, double[] sum, int sumAt, VectorMask<Double> bit1, VectorMask<Double> bit0) {
    int first = table[at];
    int second = table[at + 1];
    int third = table[at + 2];
    int column = from + STRIDE;
    DoubleVector nextRe = load(source, from + second);
    DoubleVector nextIm = load(source, from + second + POINTS);
    DoubleVector re = load(source, from + first).blend(nextRe, bit0);
    DoubleVector im = load(source, from + first + POINTS).blend(nextIm, bit0);
    DoubleVector lastRe = load(source, from + third);
    DoubleVector lastIm = load(source, from + third + POINTS);
    nextRe = nextRe.blend(lastRe, bit0);
    nextIm = nextIm.blend(lastIm, bit0);
    DoubleVector nextSr = load(source, column + second).add(load(body, bodyAt + second));
    DoubleVector nextSi = load(source, column + second + POINTS).add(load(body, bodyAt + second + POINTS));
    DoubleVector sr = load(source, column + first).add(load(body, bodyAt + first)).blend(nextSr, bit0);
    DoubleVector si = load(source, column + first + POINTS).add(load(body, bodyAt + first + POINTS))
        .blend(nextSi, bit0);
    DoubleVector lastSr = load(source, column + third).add(load(body, bodyAt + third));
    DoubleVector lastSi = load(source, column + third + POINTS).add(load(body, bodyAt + third + POINTS));
    nextSr = nextSr.blend(lastSr, bit0);
    nextSi = nextSi.blend(lastSi, bit0);
    for (int i = 0; i < length; i++) {
      int ahead = table[at + i + AHEAD];
      int target = table[at + i + length + AHEAD];
      DoubleVector aheadRe = load(source, from + ahead);
      DoubleVector blendRe = lastRe.blend(aheadRe, bit0);
      re.blend(blendRe, bit1).intoArray(out, to + target);
      re = nextRe;
      nextRe = blendRe;
      lastRe = aheadRe;
      DoubleVector aheadIm = load(source, from + ahead + POINTS);
      DoubleVector blendIm = lastIm.blend(aheadIm, bit0);
      im.blend(blendIm, bit1).intoArray(out, to + target + POINTS);
      im = nextIm;
      nextIm = blendIm;
      lastIm = aheadIm;
      DoubleVector aheadSr = load(source, column + ahead).add(load(body, bodyAt + ahead));
      DoubleVector blendSr = lastSr.blend(aheadSr, bit0);
      sr.blend(blendSr, bit1).intoArray(sum, sumAt + target);
      sr = nextSr;
      nextSr = blendSr;
      lastSr = aheadSr;
      DoubleVector aheadSi = load(source, column + ahead + POINTS).add(load(body, bodyAt + ahead + POINTS));
      DoubleVector blendSi = lastSi.blend(aheadSi, bit0);
      si.blend(blendSi, bit1).intoArray(sum, sumAt + target + POINTS);
      si = nextSi;
      nextSi = blendSi;
      lastSi = aheadSi;
    }
  }
}
