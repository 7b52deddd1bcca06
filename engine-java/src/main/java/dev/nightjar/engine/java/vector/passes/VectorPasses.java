package dev.nightjar.engine.java.vector.passes;

import dev.nightjar.engine.java.ring.Twiddles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Passes of the transform over whole vectors. What lies in the lanes does not matter here: neighbouring points of one
 * polynomial ({@code VectorKernel}) or the same point of several ({@code LaneRotator}).
 *
 * <p>Blind rotation uses vectors of doubles of one width and nothing else, and each pass is one method that is too
 * large for C2 to inline into its caller. C2 then compiles each pass by itself and finds the class of every vector.
 * Where it does not find it, it allocates vectors on the heap (see {@code WarmUp}).
 */
public final class VectorPasses {
  /** A constant for C2: intrinsics need to know the species at compile time. */
  public static final VectorSpecies<Double> SPECIES = VectorWidth.species();

  public static final int LANES = SPECIES.length();

  private VectorPasses() {}

  /**
   * Where a pass finds its butterflies: {@code blocks} blocks, in each {@code rows} stretches of {@code
   * width} consecutive doubles, each the first of four that lie {@code distance} apart; imaginary
   * parts lie {@code imaginary} behind real parts.
   */
  public record Grid(int blocks, int blockStride, int rows, int rowStride, int width, int distance, int imaginary) {}

  /**
   * A shuffle that exchanges lanes {@code distance} apart. In vectors with no more lanes than that it exchanges
   * neighbours and is not used.
   */
  public static VectorShuffle<Double> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ (distance < LANES ? distance : 1));
  }

  public static DoubleVector load(double[] d, int at) {
    return DoubleVector.fromArray(SPECIES, d, at);
  }

  public static DoubleVector broadcast(double x) {
    return DoubleVector.broadcast(SPECIES, x);
  }

  /** Forward radix-4 pass: one pair of twiddles for each block, {@link Twiddles#forward4}. */
  public static void forward4(double[] d, int at, Grid grid, double[] twiddles, int twiddle) {
    int q = grid.distance;
    int im = grid.imaginary;
    DoubleVector minus2 = broadcast(-2);
    for (int b = 0, t = twiddle, block = at; b < grid.blocks; b++, t += 4, block += grid.blockStride) {
      DoubleVector w1r = broadcast(twiddles[t]);
      DoubleVector w1i = broadcast(twiddles[t + 1]);
      DoubleVector w2r = broadcast(twiddles[t + 2]);
      DoubleVector w2i = broadcast(twiddles[t + 3]);
      DoubleVector n1r = broadcast(-twiddles[t]);
      DoubleVector n1i = broadcast(-twiddles[t + 1]);
      DoubleVector n2i = broadcast(-twiddles[t + 3]);
      for (int r = 0, row = block; r < grid.rows; r++, row += grid.rowStride) {
        for (int j = row; j < row + grid.width; j += LANES) {
          DoubleVector ar = load(d, j);
          DoubleVector ai = load(d, j + im);
          DoubleVector cr = load(d, j + 2 * q);
          DoubleVector ci = load(d, j + 2 * q + im);
          DoubleVector sr = ci.fma(n2i, cr.fma(w2r, ar));
          DoubleVector si = ci.fma(w2r, cr.fma(w2i, ai));
          DoubleVector er = ar.fma(minus2, sr);
          DoubleVector ei = ai.fma(minus2, si);
          DoubleVector br = load(d, j + q);
          DoubleVector bi = load(d, j + q + im);
          DoubleVector dr = load(d, j + 3 * q);
          DoubleVector di = load(d, j + 3 * q + im);
          DoubleVector tr = di.fma(n2i, dr.fma(w2r, br));
          DoubleVector ti = di.fma(w2r, dr.fma(w2i, bi));
          DoubleVector fr = br.fma(minus2, tr);
          DoubleVector fi = bi.fma(minus2, ti);
          DoubleVector yr = ti.fma(n1i, tr.fma(w1r, sr));
          DoubleVector yi = ti.fma(w1r, tr.fma(w1i, si));
          yr.intoArray(d, j);
          yi.intoArray(d, j + im);
          sr.fma(minus2, yr).intoArray(d, j + q);
          si.fma(minus2, yi).intoArray(d, j + q + im);
          DoubleVector zr = fi.fma(n1r, fr.fma(n1i, er));
          DoubleVector zi = fi.fma(n1i, fr.fma(w1r, ei));
          zr.intoArray(d, j + 2 * q);
          zi.intoArray(d, j + 2 * q + im);
          er.fma(minus2, zr).intoArray(d, j + 3 * q);
          ei.fma(minus2, zi).intoArray(d, j + 3 * q + im);
        }
      }
    }
  }
}
