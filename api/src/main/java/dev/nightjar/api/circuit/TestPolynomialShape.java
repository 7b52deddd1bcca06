package dev.nightjar.api.circuit;

import dev.nightjar.api.engine.LookupTables;

/**
 * What a test polynomial is up to a rotation by powers of X, the negacyclic sign included.
 *
 * <p>Blind rotation multiplies an accumulator by powers of X and adds external products; both commute with a further
 * power of X. So two look-ups of one mask, whose test polynomials are rotations of each other, have accumulators that
 * are rotations of each other, and their outputs are coefficients of one accumulator. If the test polynomials are no
 * rotations of each other, the masks of the accumulators differ at random from the first key bit on.
 *
 * @param fingerprint equal for rotations of each other, and for others with a probability of about 2^-64
 * @param start where the form begins that all rotations share, in coefficients, 0 to 2N - 1
 * @param period coefficients after which the polynomial, continued by its negative, repeats: 2N, or less where it
 *     equals its negative, as with values of 0 and 1/2 alone
 */
record TestPolynomialShape(long fingerprint, int start, int period) {
  /** The shape of one table. */
  static TestPolynomialShape of(LookupTables tables, int table) {
    long[][] functions = tables.values(table);
    int boxes = 1;
    for (long[] function : functions) {
      boxes = Math.max(boxes, function.length);
    }
    // Boxes begin in the middle between two others: the halves of the narrowest boxes are each in one box.
    int halves = 4 * boxes;
    int[] begin = new int[halves];
    int runs = 0;
    for (int i = 0; i < halves; i++) {
      if (differs(functions, halves, i, Math.floorMod(i - 1, halves))) {
        begin[runs++] = i;
      }
    }
    if (runs == 0) {
      return new TestPolynomialShape(content(functions, halves, 0, 1), 0, functions.length);
    }
    long[] run = new long[runs];
    for (int r = 0; r < runs; r++) {
      int length = r + 1 < runs ? begin[r + 1] - begin[r] : begin[0] + halves - begin[r];
      run[r] = content(functions, halves, begin[r], (double) length / halves);
    }
    int[] least = leastRotation(run);
    long fingerprint = functions.length;
    for (int r = 0; r < runs; r++) {
      fingerprint = Mix.of(fingerprint ^ run[(least[0] + r) % runs]);
    }
    int width = 2 * tables.polynomialSize() / halves;
    int next = least[0] + least[1];
    int repeats = next < runs ? begin[next] - begin[least[0]] : begin[next - runs] + halves - begin[least[0]];
    return new TestPolynomialShape(fingerprint, begin[least[0]] * width, repeats * width);
  }

  /** Value of a function in a half of a narrowest box, counted from phase 0 around the torus. */
  private static long value(long[] function, int halves, int half) {
    int perBox = halves / (2 * function.length);
    int box = (half + perBox / 2) / perBox % (2 * function.length);
    return box < function.length ? function[box] : -function[box - function.length];
  }

  private static boolean differs(long[][] functions, int halves, int half, int other) {
    for (long[] function : functions) {
      if (value(function, halves, half) != value(function, halves, other)) {
        return true;
      }
    }
    return false;
  }

  /** A hash of the values of all functions in a run and of its length as a share of the torus. */
  private static long content(long[][] functions, int halves, int half, double length) {
    long hash = Mix.of(Double.doubleToLongBits(length));
    for (long[] function : functions) {
      hash = Mix.of(hash ^ value(function, halves, half));
    }
    return hash;
  }

  /**
   * Index where the least rotation of a cyclic sequence begins, and after how many entries it repeats. Two candidates
   * are compared, and of the greater one all starts that the comparison rules out are skipped.
   */
  private static int[] leastRotation(long[] cycle) {
    int n = cycle.length;
    int best = 0;
    int other = 1;
    int equal = 0;
    while (other < n && best < n && equal < n) {
      int order = Long.compare(cycle[(best + equal) % n], cycle[(other + equal) % n]);
      if (order == 0) {
        equal++;
        continue;
      }
      if (order > 0) {
        best += equal + 1;
      } else {
        other += equal + 1;
      }
      other += best == other ? 1 : 0;
      equal = 0;
    }
    int start = Math.min(best, other);
    return new int[] {start, equal == n ? Math.abs(best - other) : n};
  }
}
