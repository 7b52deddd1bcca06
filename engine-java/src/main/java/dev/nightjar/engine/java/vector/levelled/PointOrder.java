package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.engine.java.machine.Buffers;
import dev.nightjar.engine.java.ring.Roots;

/**
 * Where coefficients and points lie in the course of a transform of {@value #SIZE} coefficients, and the twiddles that
 * follow from it.
 *
 * <p>The transform walks the tree of {@link dev.nightjar.engine.java.ring.Twiddles} in five passes of radix 4. It turns
 * the bits {@code P9 … P0} of the number of a folded coefficient, two at a time and the highest first, into the bits
 * {@code K0 … K9} of the number of a point: K0 says which child of the root it descends from. Point k is the value at
 * {@code e^{iπ(1 + 4k)/N}}, {@code k = Σ K_i 2^i}.
 *
 * <p>Butterflies work on whole vectors. The bits that choose a lane are P bits at first, and no butterfly could reach
 * them; so they are exchanged, one at a time, with bits of the address that already hold K bits. An exchange needs no
 * shuffle, only two loads one lane apart and a blend ({@link ForwardPasses}). With the lowest bits of k in the lanes,
 * an automorphism never moves a value to another lane ({@link PointPermutation}).
 *
 * <p>Passes write where the next one reads in long stretches with constant steps: C2 checks bounds before such a loop
 * and not in it. That is why sizes are constants here, too.
 */
final class PointOrder {
  /** N. */
  static final int SIZE = 2048;

  /** M, and the distance of imaginary parts from real parts. */
  static final int POINTS = SIZE / 2;

  /** Distance of the four stretches that the first and the last pass read. */
  static final int QUARTER = POINTS / 4;

  /** The same for the passes between, which work on blocks of a quarter. */
  static final int BLOCK = QUARTER / 4;

  /**
   * From one of several polynomials to the next: a cache line more than N, so that the rows of a point lie in different
   * sets of a cache.
   */
  static final int STRIDE = SIZE + 8;

  /** log2 M. */
  static final int BITS = 10;

  static final int PASSES = BITS / 2;

  /** Vectors of a set of twiddles: the real and imaginary parts of w, w^2 and w^3. */
  private static final int SET = 6;

  private PointOrder() {}

  /** What the bits of an index stand for: {@code K_i} is i, {@code P_i} is {@code -1 - i}. */
  private static int[] bitsBefore(int pass) {
    int[] bits = new int[BITS];
    for (int i = 0; i < BITS; i++) {
      bits[i] = -1 - i;
    }
    for (int done = 0; done < pass; done++) {
      if (done == 1) {
        swap(bits, 0, BITS - 2);
      } else if (done == 2) {
        swap(bits, 1, BITS - 1);
      } else if (done == 3 && LANES == 8) {
        swap(bits, 2, BITS - 4);
      }
      for (int i = 0; i < BITS; i++) {
        if (bits[i] == -1 - (BITS - 1 - 2 * done)) {
          bits[i] = 2 * done;
        } else if (bits[i] == -1 - (BITS - 2 - 2 * done)) {
          bits[i] = 2 * done + 1;
        }
      }
      if (done == 1 || done == 2) {
        rotateBlock(bits);
      }
    }
    return bits;
  }

  private static void swap(int[] bits, int i, int j) {
    int bit = bits[i];
    bits[i] = bits[j];
    bits[j] = bit;
  }

  /** The two bits just transformed become the lowest above the lanes, and those between move up. */
  private static void rotateBlock(int[] bits) {
    int top = BITS - 3;
    int high = bits[top];
    int low = bits[top - 1];
    int lanes = Integer.numberOfTrailingZeros(LANES);
    for (int i = top; i >= lanes + 2; i--) {
      bits[i] = bits[i - 2];
    }
    bits[lanes + 1] = high;
    bits[lanes] = low;
  }

  /** The number k of the point that lies at each index of a spectrum. */
  static int[] points() {
    int[] bits = bitsBefore(PASSES);
    int[] points = new int[POINTS];
    for (int index = 0; index < POINTS; index++) {
      for (int i = 0; i < BITS; i++) {
        points[index] |= (index >> i & 1) << bits[i];
      }
    }
    return points;
  }

  /**
   * The twiddles of a pass, in the order in which it takes them: one set of vectors for each butterfly of a stretch, or
   * for all of a stretch where they are the same.
   */
  static void addTwiddles(int pass, Buffers.Tables tables, int[] offsets) {
    int[] bits = bitsBefore(pass);
    if (pass == 1) {
      swap(bits, 0, BITS - 2);
    } else if (pass == 2) {
      swap(bits, 1, BITS - 1);
    } else if (pass == 3 && LANES == 8) {
      swap(bits, 2, BITS - 4);
    }
    int sets = switch (pass) {
      case 0 -> 1;
      case 1 -> 2;
      case PASSES - 1 -> QUARTER / LANES;
      default -> BLOCK / LANES;
    };
    double[] table = new double[sets * SET * LANES];
    for (int set = 0; set < sets; set++) {
      int index = pass == 1 ? set * POINTS / 2 : set * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        double angle = angle(index + lane, bits, 2 * pass);
        for (int power = 1; power < 4; power++) {
          int at = (set * SET + 2 * (power - 1)) * LANES + lane;
          table[at] = Roots.cos(angle * power / 4);
          table[at + LANES] = Roots.sin(angle * power / 4);
        }
      }
    }
    offsets[pass] = tables.add(table);
  }

  /** θ of the node that {@code known} bits K lead to, in units of π: the root is 1/2, children θ/2 and θ/2 + 1. */
  private static double angle(int index, int[] bits, int known) {
    int k = 0;
    for (int i = 0; i < BITS; i++) {
      if (bits[i] >= 0) {
        k |= (index >> i & 1) << bits[i];
      }
    }
    double angle = 0.5;
    for (int i = 0; i < known; i++) {
      angle = angle / 2 + (k >> i & 1);
    }
    return angle;
  }
}
