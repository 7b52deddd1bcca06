package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a common test polynomial and small factors for several functions of one phase ({@link
 * LookupTables#ofFactors}). Stateless and thread-safe.
 *
 * <p>Functions with B boxes are polynomials f_o in {@code Y = X^(N/B)}, modulo {@code Y^B + 1}. For a polynomial q with
 * an inverse up to a power of two, {@code q q' = 2^s}, and a step δ that divides all coefficients of {@code q f_o}, the
 * factors {@code w_o = q f_o / δ} and the common function {@code δ q' / 2^s} give {@code f_o} exactly. With {@code q =
 * 1 - Y}, whose inverse is half the sum of all powers of Y, factors are differences of neighbouring values, as in
 * Carpov, Izabachène, Mollimard, eprint 2018/622; with {@code q = 1} they are the values themselves. Tried are 1, all
 * {@code 1 - Y^a} and {@code 1 + Y^a} with a power of two a, and all products of two of them; taken are the factors
 * whose coefficients, of all functions together, have the smallest 2-norm: the noise of an output is that of a
 * bootstrap times about the 2-norm of its factor.
 *
 * <p>A step is large where values lie on a coarse grid; {@link #rounded} puts them on one.
 */
public final class FactorSearch {
  /** One of the polynomials q that are tried: {@code 1 + sign Y^power}. */
  private record Divisor(int power, int sign) {
    long[] times(long[] f) {
      int boxes = f.length;
      long[] product = f.clone();
      for (int b = 0; b < boxes; b++) {
        int at = b + power;
        long term = at < boxes ? sign * f[b] : -sign * f[b];
        product[at % boxes] = Math.addExact(product[at % boxes], term);
      }
      return product;
    }

    /** {@code Σ_j (-sign Y^power)^j}, which is 2 times the inverse. */
    BigInteger[] inverseTimes(BigInteger[] f) {
      int boxes = f.length;
      BigInteger[] sum = new BigInteger[boxes];
      for (int b = 0; b < boxes; b++) {
        sum[b] = BigInteger.ZERO;
      }
      for (int j = 0; j < boxes / power; j++) {
        boolean minus = sign > 0 && j % 2 == 1;
        for (int b = 0; b < boxes; b++) {
          int at = b + j * power;
          BigInteger term = minus == at < boxes ? f[b].negate() : f[b];
          sum[at % boxes] = sum[at % boxes].add(term);
        }
      }
      return sum;
    }
  }

  private record Found(List<Divisor> divisors, BigInteger step, long[][] factors, double squares) {
  }

  private FactorSearch() {
  }

  /**
   * Tables of several values for given functions.
   *
   * @param polynomialSize as in {@link LookupTables#of}
   * @param values {@code values[t][o][m]}: torus word that output {@code o} of table {@code t} gives for box {@code m};
   *     all functions of a table with the same number of boxes, a power of two, at most N / 2, and every table with the
   *     same number of outputs
   * @return tables whose noiseless results are exactly these values
   * @throws NightjarException {@code SHAPE_MISMATCH} when the shapes are not so, or when the values have no common step
   *     that is large enough for small factors: {@link #rounded} first
   */
  public static LookupTables factor(int polynomialSize, long[][][] values) {
    long[][] common = new long[values.length][];
    int[][][] factors = new int[values.length][][];
    for (int t = 0; t < values.length; t++) {
      int boxes = boxes(values[t], t);
      Found best = best(values[t], boxes).orElseThrow(() -> shape("the values have no common step that is large enough"
          + " for small factors: round them to one first"));
      common[t] = common(best, boxes);
      factors[t] = new int[values[t].length][boxes];
      for (int o = 0; o < values[t].length; o++) {
        for (int b = 0; b < boxes; b++) {
          factors[t][o][b] = (int) best.factors[o][b];
        }
      }
    }
    return LookupTables.ofFactors(polynomialSize, common, factors);
  }

  /**
   * Values rounded to the nearest multiples of a step, ties upwards.
   *
   * @param stepLog2 log2 of the step as a torus word, 1 to 63: 60 for sixteen steps around the torus
   */
  public static long[][][] rounded(long[][][] values, int stepLog2) {
    if (stepLog2 < 1 || stepLog2 > 63) {
      throw shape("a step is 2^1 to 2^63 as a torus word, not 2^" + stepLog2);
    }
    long half = 1L << stepLog2 - 1;
    long[][][] rounded = new long[values.length][][];
    for (int t = 0; t < values.length; t++) {
      rounded[t] = new long[values[t].length][];
      for (int o = 0; o < values[t].length; o++) {
        rounded[t][o] = values[t][o].clone();
        for (int b = 0; b < rounded[t][o].length; b++) {
          rounded[t][o][b] = rounded[t][o][b] + half >> stepLog2 << stepLog2;
        }
      }
    }
    return rounded;
  }

  private static int boxes(long[][] functions, int table) {
    if (functions.length == 0 || functions[0].length == 0 || Integer.bitCount(functions[0].length) != 1) {
      throw shape("table " + table + " needs at least one function of a power of two of boxes");
    }
    for (long[] function : functions) {
      if (function.length != functions[0].length) {
        throw shape("table " + table + " has functions of " + functions[0].length + " and of " + function.length
            + " boxes");
      }
    }
    return functions[0].length;
  }

  private static Optional<Found> best(long[][] functions, int boxes) {
    long unit = 0;
    for (long[] function : functions) {
      for (long value : function) {
        unit = gcd(unit, value);
      }
    }
    // For values of 0 and -2^63 alone the gcd is -2^63, whose magnitude is no long.
    BigInteger magnitude = unit == 0 ? BigInteger.ONE : BigInteger.valueOf(unit).abs();
    long[][] units = new long[functions.length][boxes];
    for (int o = 0; o < functions.length; o++) {
      for (int b = 0; b < boxes; b++) {
        units[o][b] = BigInteger.valueOf(functions[o][b]).divide(magnitude).longValueExact();
      }
    }
    List<Divisor> single = new ArrayList<>();
    for (int power = 1; power < boxes; power *= 2) {
      single.add(new Divisor(power, -1));
      single.add(new Divisor(power, 1));
    }
    Optional<Found> best = found(List.of(), magnitude, units);
    for (int first = 0; first < single.size(); first++) {
      best = smaller(best, found(List.of(single.get(first)), magnitude, units));
      for (int second = first; second < single.size(); second++) {
        best = smaller(best, found(List.of(single.get(first), single.get(second)), magnitude, units));
      }
    }
    return best;
  }

  private static Optional<Found> smaller(Optional<Found> one, Optional<Found> other) {
    return one.isEmpty() || other.isPresent() && other.get().squares < one.get().squares ? other : one;
  }

  private static Optional<Found> found(List<Divisor> divisors, BigInteger unit, long[][] units) {
    long[][] factors = units.clone();
    long step = 0;
    try {
      for (int o = 0; o < factors.length; o++) {
        for (Divisor divisor : divisors) {
          factors[o] = divisor.times(factors[o]);
        }
        for (long w : factors[o]) {
          step = gcd(step, w);
        }
      }
    } catch (ArithmeticException tooLarge) {
      return Optional.empty();
    }
    long whole = step == 0 ? 1 : Math.abs(step);
    BigInteger torusStep = unit.multiply(BigInteger.valueOf(whole));
    if (torusStep.getLowestSetBit() < divisors.size()) {
      return Optional.empty();
    }
    double squares = 0;
    for (int o = 0; o < factors.length; o++) {
      long[] small = factors[o].clone();
      double sum = 0;
      for (int b = 0; b < small.length; b++) {
        small[b] /= whole;
        squares += (double) small[b] * small[b];
        sum += Math.abs((double) small[b]);
      }
      if (sum > LookupTables.MAX_FACTOR_NORM) {
        return Optional.empty();
      }
      factors[o] = small;
    }
    return Optional.of(new Found(divisors, torusStep, factors, squares));
  }

  /** {@code δ / 2^s} times the inverses of the divisors, modulo 2^64. */
  private static long[] common(Found found, int boxes) {
    BigInteger[] product = new BigInteger[boxes];
    for (int b = 0; b < boxes; b++) {
      product[b] = b == 0 ? found.step.shiftRight(found.divisors.size()) : BigInteger.ZERO;
    }
    for (Divisor divisor : found.divisors) {
      product = divisor.inverseTimes(product);
    }
    long[] common = new long[boxes];
    for (int b = 0; b < boxes; b++) {
      common[b] = product[b].longValue();
    }
    return common;
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }

  private static NightjarException shape(String message) {
    return new NightjarException(ErrorCode.SHAPE_MISMATCH, message);
  }
}
