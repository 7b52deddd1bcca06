package dev.nightjar.engine.java;

import static dev.nightjar.engine.java.VectorPasses.LANES;
import static dev.nightjar.engine.java.VectorPasses.broadcast;
import static dev.nightjar.engine.java.VectorPasses.load;

import jdk.incubator.vector.DoubleVector;

/** What a blind rotation step does to coefficients, with ciphertexts in the lanes. */
final class LaneStep {
  private LaneStep() {}

  /**
   * A stretch of an accumulator and of the spectrum that belongs to it: {@code rows} times {@code width}
   * doubles.
   */
  record Tile(int rows, int rowStride, int width, int imaginary) {}

  /**
   * Adds what an inverse transform left in {@code d}, untwisted, to the accumulator modulo 1, and replaces it
   * by the sum rounded to a multiple of 1/scale, times scale: the digits, if there is one level.
   *
   * @param untwist {@link Twiddles#untwist} of group 1, the tile's first point at {@code twist}
   */
  static void accumulate(double[] d, int at, double[] acc, int accAt, Tile tile, double[] untwist, int twist,
      int twistStride, double scale) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector scales = broadcast(scale);
    int im = tile.imaginary;
    for (int row = 0; row < tile.rows; row++) {
      int j = at + row * tile.rowStride;
      int a = accAt + row * tile.rowStride;
      for (int x = 0, t = twist + row * twistStride; x < tile.width; x += LANES, t += 2) {
        DoubleVector re = load(d, j + x);
        DoubleVector mi = load(d, j + im + x);
        DoubleVector ur = broadcast(untwist[t]);
        DoubleVector ui = broadcast(untwist[t + 1]);
        DoubleVector ni = broadcast(-untwist[t + 1]);
        DoubleVector u = mi.fma(ni, re.fma(ur, load(acc, a + x)));
        DoubleVector v = mi.fma(ur, re.fma(ui, load(acc, a + im + x)));
        u = u.sub(u.add(round).sub(round));
        v = v.sub(v.add(round).sub(round));
        u.intoArray(acc, a + x);
        v.intoArray(acc, a + im + x);
        u.fma(scales, round).sub(round).intoArray(d, j + x);
        v.fma(scales, round).sub(round).intoArray(d, j + im + x);
      }
    }
  }

  /**
   * Splits what {@link #accumulate} left into the digits of two or more levels, the least significant in
   * place.
   */
  static void decompose(double[] d, int at, Tile tile, double base, int levels, int levelStride) {
    DoubleVector round = broadcast(Torus.ROUND);
    DoubleVector bases = broadcast(base);
    DoubleVector inverse = broadcast(1 / base);
    for (int level = 1, from = at; level < levels; level++, from += levelStride) {
      for (int row = 0; row < tile.rows; row++) {
        for (int part = 0, j = from + row * tile.rowStride; part < 2; part++, j += tile.imaginary) {
          for (int x = j; x < j + tile.width; x += LANES) {
            DoubleVector rest = load(d, x);
            DoubleVector quotient = rest.fma(inverse, round).sub(round);
            rest.sub(quotient.mul(bases)).intoArray(d, x);
            quotient.intoArray(d, x + levelStride);
          }
        }
      }
    }
  }
}
