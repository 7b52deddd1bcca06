package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.PASSES;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.POINTS;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.levelled.GadgetWords;
import dev.nightjar.engine.java.machine.Buffers;

/**
 * The transform of {@value PointOrder#SIZE} coefficients, with neighbouring coefficients or points in the lanes. The
 * inverse leaves out the factor 1/M, which {@link #torus} puts in.
 */
final class SpectralTransform {
  private final double[] twiddles;
  private final int[] pass = new int[PASSES];

  SpectralTransform() {
    Buffers.Tables tables = new Buffers.Tables();
    for (int p = 0; p < PASSES; p++) {
      PointOrder.addTwiddles(p, tables, pass);
    }
    this.twiddles = tables.toArray();
  }

  /**
   * The spectrum of the digits of a level.
   *
   * @param words to which {@link GadgetWords#offset} was added
   * @param free working memory for a polynomial
   */
  void digits(long[] words, int at, Gadget gadget, int level, double[] out, int to, double[] free, int freeAt) {
    WordPasses.digits(words, at, GadgetWords.shift(gadget, level), GadgetWords.mask(gadget),
        GadgetWords.half(gadget), out, to);
    forward(out, to, free, freeAt);
  }

  /** The spectrum of torus elements, divided by M. */
  void torus(long[] words, int at, double[] out, int to, double[] free, int freeAt) {
    WordPasses.torus(words, at, 1.0 / POINTS, out, to);
    forward(out, to, free, freeAt);
  }

  private void forward(double[] d, int at, double[] free, int freeAt) {
    ForwardPasses.first(d, at, twiddles, pass[0]);
    ForwardPasses.second(d, at, free, freeAt, twiddles, pass[1]);
    ForwardPasses.third(free, freeAt, d, at, twiddles, pass[2]);
    if (LANES == 8) {
      EightLanes.fourth(d, at, twiddles, pass[3]);
    } else {
      ForwardPasses.fourth(d, at, twiddles, pass[3]);
    }
    ForwardPasses.last(d, at, twiddles, pass[4]);
  }

  /** Transforms back, destroying the spectrum: coefficients in {@code free}. */
  void inverse(double[] d, int at, double[] free, int freeAt) {
    InversePasses.last(d, at, twiddles, pass[4]);
    if (LANES == 8) {
      EightLanes.undoFourth(d, at, twiddles, pass[3]);
    } else {
      InversePasses.fourth(d, at, twiddles, pass[3]);
    }
    InversePasses.third(d, at, free, freeAt, twiddles, pass[2]);
    InversePasses.second(free, freeAt, d, at, twiddles, pass[1]);
    InversePasses.first(d, at, free, freeAt, twiddles, pass[0]);
  }
}
