package dev.nightjar.engine.java.vector.passes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.ring.Torus;
import dev.nightjar.engine.java.ring.Twiddles;
import jdk.incubator.vector.DoubleVector;

/**
 * What a blind rotation step does to coefficients, with ciphertexts in the lanes; two or four vectors a round, for C2:
 * see {@link VectorPasses}.
 */
public final class LaneStep {
  private LaneStep() {}

  /**
   * A stretch of an accumulator and of the spectrum that belongs to it: {@code rows} times {@code width}
   * doubles, {@code width} being a multiple of four vectors.
   */
  public record Tile(int rows, int rowStride, int width, int imaginary) {}

  /**
   * Adds what an inverse transform left in {@code d}, untwisted, to the accumulator modulo 1, and replaces it
   * by the sum rounded to a multiple of 1/scale, times scale: the digits, if there is one level.
   *
   * @param untwist {@link Twiddles#untwist} with an interleave of 1, the tile's first point at {@code twist}
   */
  public static void accumulate(double[] d, int at, double[] acc, int accAt, Tile tile, double[] untwist, int twist,
      int twistStride, double scale) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector scales = broadcast(scale);
    int im = tile.imaginary;
    for (int row = 0; row < tile.rows; row++) {
      int j = at + row * tile.rowStride;
      int a = accAt + row * tile.rowStride;
      for (int x = 0, t = twist + row * twistStride; x < tile.width; x += 2 * LANES, t += 4) {
        DoubleVector ar = load(d, j + x);
        DoubleVector ai = load(d, j + im + x);
        DoubleVector ur = broadcast(untwist[t]);
        DoubleVector ui = broadcast(untwist[t + 1]);
        DoubleVector ni = broadcast(-untwist[t + 1]);
        DoubleVector w = ai.fma(ni, ar.fma(ur, load(acc, a + x)));
        DoubleVector y = ai.fma(ur, ar.fma(ui, load(acc, a + im + x)));
        w = w.sub(w.add(round).sub(round));
        y = y.sub(y.add(round).sub(round));
        w.intoArray(acc, a + x);
        y.intoArray(acc, a + im + x);
        w.fma(scales, round).sub(round).intoArray(d, j + x);
        y.fma(scales, round).sub(round).intoArray(d, j + im + x);
        DoubleVector br = load(d, j + x + LANES);
        DoubleVector bi = load(d, j + im + x + LANES);
        ur = broadcast(untwist[t + 2]);
        ui = broadcast(untwist[t + 3]);
        ni = broadcast(-untwist[t + 3]);
        w = bi.fma(ni, br.fma(ur, load(acc, a + x + LANES)));
        y = bi.fma(ur, br.fma(ui, load(acc, a + im + x + LANES)));
        w = w.sub(w.add(round).sub(round));
        y = y.sub(y.add(round).sub(round));
        w.intoArray(acc, a + x + LANES);
        y.intoArray(acc, a + im + x + LANES);
        w.fma(scales, round).sub(round).intoArray(d, j + x + LANES);
        y.fma(scales, round).sub(round).intoArray(d, j + im + x + LANES);
      }
    }
  }

  /**
   * Splits what {@link #accumulate} left into the digits of two or more levels, the least significant in
   * place. What lies in the lanes does not matter.
   */
  public static void decompose(double[] d, int at, Tile tile, double base, int levels, int levelStride) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector bases = broadcast(base);
    DoubleVector inverse = broadcast(1 / base);
    for (int row = 0; row < tile.rows; row++) {
      for (int part = 0, j = at + row * tile.rowStride; part < 2; part++, j += tile.imaginary) {
        for (int x = j; x < j + tile.width; x += 4 * LANES) {
          DoubleVector a = load(d, x);
          DoubleVector b = load(d, x + LANES);
          DoubleVector c = load(d, x + 2 * LANES);
          DoubleVector e = load(d, x + 3 * LANES);
          int to = x;
          for (int level = 1; level < levels; level++, to += levelStride) {
            DoubleVector quotient = a.fma(inverse, round).sub(round);
            a.sub(quotient.mul(bases)).intoArray(d, to);
            a = quotient;
            quotient = b.fma(inverse, round).sub(round);
            b.sub(quotient.mul(bases)).intoArray(d, to + LANES);
            b = quotient;
            quotient = c.fma(inverse, round).sub(round);
            c.sub(quotient.mul(bases)).intoArray(d, to + 2 * LANES);
            c = quotient;
            quotient = e.fma(inverse, round).sub(round);
            e.sub(quotient.mul(bases)).intoArray(d, to + 3 * LANES);
            e = quotient;
          }
          a.intoArray(d, to);
          b.intoArray(d, to + LANES);
          c.intoArray(d, to + 2 * LANES);
          e.intoArray(d, to + 3 * LANES);
        }
      }
    }
  }
}
