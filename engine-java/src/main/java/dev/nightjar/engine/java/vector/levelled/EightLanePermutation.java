package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.STRIDE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.vector.passes.VectorPasses;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Automorphisms of spectra on vectors of eight.
 *
 * <p>Let {@code D = (g - 1)/4} and k = 8u + κ. Where D is a multiple of eight, lane κ of vector u comes from lane κ
 * of vector {@code gu + D/8 + κ D/2}. Where D is an odd multiple of four, as in the last steps of an expansion, it
 * comes from the lane of the other half, and the vectors of the two halves are 1 + 2D apart. In both cases each half is
 * made as {@link PointPermutation} makes vectors of four, from a stream of its own whose vectors are D/2 apart; the two
 * streams are blended, and in the second case the halves are swapped. The two cases have a loop each, since C2 wants to
 * know a shuffle when it compiles.
 */
final class EightLanePermutation {
  /** Says that no value changes its lane. */
  static final int SAME_LANES = -1;

  /** Says that the halves of each result are to be swapped. */
  static final int SWAPPED_HALVES = -2;

  /** Vectors that the blends at the end of a cycle take from its beginning. */
  private static final int AHEAD = 3;

  private static final int HALF = 4;
  private static final int EIGHT = 8;
  private static final int VECTORS = POINTS / EIGHT;

  /** With cycles of 8 vectors single points took as long. */
  private static final int SHORTEST = 8;

  /** Where cycles begin in a table, behind its kind and their length. */
  private static final int FIRST = 2;

  private static final VectorShuffle<Double> SWAP = VectorPasses.swap(HALF);
  private static final VectorMask<Double> UPPER = Exchange.LANE_BIT_2;

  private EightLanePermutation() {}

  /**
   * Whether an automorphism keeps halves of vectors together, in cycles that are long enough. Those with short ones
   * belong to the first steps of an expansion, which have few nodes.
   */
  static boolean supports(int galois) {
    return (galois - 1) / 4 % HALF == 0 && length(galois) >= SHORTEST;
  }

  private static int length(int galois) {
    int step = (galois - 1) / EIGHT & VECTORS - 1;
    return step == 0 ? 1 : VECTORS / Integer.lowestOneBit(step);
  }

  /**
   * The table for an automorphism: its kind, the length of a cycle; then, cycle by cycle, the offsets of the vectors of
   * the lower and of the upper half with {@value #AHEAD} more each, and the offsets of the results.
   *
   * @param index where each point lies
   */
  static int[] of(int galois, int[] index) {
    int d = (galois - 1) / 4;
    boolean swapped = d % EIGHT != 0;
    int step = d / 2 & VECTORS - 1;
    int length = length(galois);
    int[] upper = new int[VECTORS];
    int[] target = new int[VECTORS];
    for (int u = 0; u < VECTORS; u++) {
      int first = vector(galois, EIGHT * u);
      int other = vector(galois, EIGHT * u + HALF);
      int low = swapped ? other : first;
      upper[low] = swapped ? first : other;
      target[low] = index[EIGHT * u];
    }
    int[] table = new int[FIRST + VECTORS / length * (3 * length + 2 * AHEAD)];
    table[0] = swapped ? SWAPPED_HALVES : SAME_LANES;
    table[1] = length;
    int at = FIRST;
    boolean[] done = new boolean[VECTORS];
    for (int first = 0; first < VECTORS; first++) {
      if (done[first]) {
        continue;
      }
      for (int i = 0; i < length + AHEAD; i++) {
        int low = first + i * step & VECTORS - 1;
        table[at + i] = index[EIGHT * low];
        table[at + length + AHEAD + i] = index[EIGHT * upper[low]];
        if (i < length) {
          table[at + 2 * (length + AHEAD) + i] = target[low];
          done[low] = true;
        }
      }
      at += 3 * length + 2 * AHEAD;
    }
    return Arrays.copyOf(table, at);
  }

  /** The vector, counted in points, that has the value which a point takes. */
  private static int vector(int galois, int point) {
    return (int) (((long) galois * point + (galois - 1) / 4) % POINTS) / EIGHT;
  }

  /** {@link PointPermutation#apply}, which changes {@code source}, too. */
  static void apply(int[] table, double[] source, int from, double[] body, int bodyAt, double[] out, int to,
      double[] sum, int sumAt) {
    for (int i = 0; i < SIZE; i++) {
      source[from + STRIDE + i] += body[bodyAt + i];
    }
    boolean swapped = table[0] == SWAPPED_HALVES;
    int length = table[1];
    VectorMask<Double> bit0 = Exchange.LANE_BIT_1;
    VectorMask<Double> bit1 = Exchange.LANE_BIT_0;
    for (int at = FIRST; at < table.length; at += 3 * length + 2 * AHEAD) {
      if (swapped) {
        swappedHalves(table, at, length, source, from, out, to, bit0, bit1);
        swappedHalves(table, at, length, source, from + STRIDE, sum, sumAt, bit0, bit1);
      } else {
        sameLanes(table, at, length, source, from, out, to, bit0, bit1);
        sameLanes(table, at, length, source, from + STRIDE, sum, sumAt, bit0, bit1);
      }
    }
  }

  private static void sameLanes(int[] table, int at, int length, double[] source, int from, double[] out, int to,
      VectorMask<Double> bit0, VectorMask<Double> bit1) {
    int high = at + length + AHEAD;
    int targets = high + length + AHEAD;
    int p = from + table[at + 1];
    DoubleVector second = load(source, p);
    DoubleVector secondIm = load(source, p + POINTS);
    p = from + table[at];
    DoubleVector low = load(source, p).blend(second, bit0);
    DoubleVector lowIm = load(source, p + POINTS).blend(secondIm, bit0);
    p = from + table[at + 2];
    DoubleVector lastLow = load(source, p);
    DoubleVector lastLowIm = load(source, p + POINTS);
    DoubleVector nextLow = second.blend(lastLow, bit0);
    DoubleVector nextLowIm = secondIm.blend(lastLowIm, bit0);
    p = from + table[high + 1];
    second = load(source, p);
    secondIm = load(source, p + POINTS);
    p = from + table[high];
    DoubleVector up = load(source, p).blend(second, bit0);
    DoubleVector upIm = load(source, p + POINTS).blend(secondIm, bit0);
    p = from + table[high + 2];
    DoubleVector lastUp = load(source, p);
    DoubleVector lastUpIm = load(source, p + POINTS);
    DoubleVector nextUp = second.blend(lastUp, bit0);
    DoubleVector nextUpIm = secondIm.blend(lastUpIm, bit0);
    for (int i = 0; i < length; i++) {
      p = from + table[at + i + AHEAD];
      int q = from + table[high + i + AHEAD];
      int t = to + table[targets + i];
      DoubleVector ahead = load(source, p);
      DoubleVector blendLow = lastLow.blend(ahead, bit0);
      lastLow = ahead;
      ahead = load(source, q);
      DoubleVector blendUp = lastUp.blend(ahead, bit0);
      lastUp = ahead;
      low.blend(blendLow, bit1).blend(up.blend(blendUp, bit1), UPPER).intoArray(out, t);
      low = nextLow;
      nextLow = blendLow;
      up = nextUp;
      nextUp = blendUp;
      ahead = load(source, p + POINTS);
      DoubleVector blendLowIm = lastLowIm.blend(ahead, bit0);
      lastLowIm = ahead;
      ahead = load(source, q + POINTS);
      DoubleVector blendUpIm = lastUpIm.blend(ahead, bit0);
      lastUpIm = ahead;
      lowIm.blend(blendLowIm, bit1).blend(upIm.blend(blendUpIm, bit1), UPPER).intoArray(out, t + POINTS);
      lowIm = nextLowIm;
      nextLowIm = blendLowIm;
      upIm = nextUpIm;
      nextUpIm = blendUpIm;
    }
  }

  private static void swappedHalves(int[] table, int at, int length, double[] source, int from, double[] out, int to,
      VectorMask<Double> bit0, VectorMask<Double> bit1) {
    int high = at + length + AHEAD;
    int targets = high + length + AHEAD;
    int p = from + table[at + 1];
    DoubleVector second = load(source, p);
    DoubleVector secondIm = load(source, p + POINTS);
    p = from + table[at];
    DoubleVector low = load(source, p).blend(second, bit0);
    DoubleVector lowIm = load(source, p + POINTS).blend(secondIm, bit0);
    p = from + table[at + 2];
    DoubleVector lastLow = load(source, p);
    DoubleVector lastLowIm = load(source, p + POINTS);
    DoubleVector nextLow = second.blend(lastLow, bit0);
    DoubleVector nextLowIm = secondIm.blend(lastLowIm, bit0);
    p = from + table[high + 1];
    second = load(source, p);
    secondIm = load(source, p + POINTS);
    p = from + table[high];
    DoubleVector up = load(source, p).blend(second, bit0);
    DoubleVector upIm = load(source, p + POINTS).blend(secondIm, bit0);
    p = from + table[high + 2];
    DoubleVector lastUp = load(source, p);
    DoubleVector lastUpIm = load(source, p + POINTS);
    DoubleVector nextUp = second.blend(lastUp, bit0);
    DoubleVector nextUpIm = secondIm.blend(lastUpIm, bit0);
    for (int i = 0; i < length; i++) {
      p = from + table[at + i + AHEAD];
      int q = from + table[high + i + AHEAD];
      int t = to + table[targets + i];
      DoubleVector ahead = load(source, p);
      DoubleVector blendLow = lastLow.blend(ahead, bit0);
      lastLow = ahead;
      ahead = load(source, q);
      DoubleVector blendUp = lastUp.blend(ahead, bit0);
      lastUp = ahead;
      low.blend(blendLow, bit1).blend(up.blend(blendUp, bit1), UPPER).rearrange(SWAP).intoArray(out, t);
      low = nextLow;
      nextLow = blendLow;
      up = nextUp;
      nextUp = blendUp;
      ahead = load(source, p + POINTS);
      DoubleVector blendLowIm = lastLowIm.blend(ahead, bit0);
      lastLowIm = ahead;
      ahead = load(source, q + POINTS);
      DoubleVector blendUpIm = lastUpIm.blend(ahead, bit0);
      lastUpIm = ahead;
      lowIm.blend(blendLowIm, bit1).blend(upIm.blend(blendUpIm, bit1), UPPER).rearrange(SWAP)
          .intoArray(out, t + POINTS);
      lowIm = nextLowIm;
      nextLowIm = blendLowIm;
      upIm = nextUpIm;
      nextUpIm = blendUpIm;
    }
  }
}
