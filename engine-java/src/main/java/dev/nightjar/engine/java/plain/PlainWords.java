package dev.nightjar.engine.java.plain;

import dev.nightjar.api.params.Gadget;
import dev.nightjar.engine.java.levelled.GadgetWords;
import dev.nightjar.engine.java.ring.Torus;

/** The transforms of {@link PlainLevelled}: from words and their digits to spectra, and back. For one thread. */
final class PlainWords {
  private static final int PLACES = PlainTransform.PLACES;

  private final PlainTransform transform;
  private final int points;
  private final int blocks;
  private final PlainRows coefficients;

  PlainWords(PlainTransform transform) {
    this.transform = transform;
    this.blocks = transform.blocks();
    this.points = blocks * PLACES;
    this.coefficients = transform.allocateBlocks();
  }

  /** Transforms words divided by M. */
  void forward(long[] from, int at, PlainRows[] tiles) {
    double scale = 0x1p-64 / points;
    for (int block = 0, j = at; block < blocks; block++, j += PLACES) {
      double[] blockRe = coefficients.re()[block];
      double[] blockIm = coefficients.im()[block];
      for (int place = 0; place < PLACES; place++) {
        blockRe[place] = from[j + place] * scale;
        blockIm[place] = from[j + points + place] * scale;
      }
    }
    forward(tiles);
  }

  /** Transforms the digits of a level of words. */
  void digits(long[] words, Gadget gadget, int level, PlainRows[] tiles) {
    long offset = GadgetWords.offset(gadget);
    long mask = GadgetWords.mask(gadget);
    long half = GadgetWords.half(gadget);
    int shift = GadgetWords.shift(gadget, level);
    for (int block = 0, j = 0; block < blocks; block++, j += PLACES) {
      double[] blockRe = coefficients.re()[block];
      double[] blockIm = coefficients.im()[block];
      for (int place = 0; place < PLACES; place++) {
        blockRe[place] = (words[j + place] + offset >>> shift & mask) - half;
        blockIm[place] = (words[j + points + place] + offset >>> shift & mask) - half;
      }
    }
    forward(tiles);
  }

  private void forward(PlainRows[] tiles) {
    for (int row = 0; row < transform.quarter(); row++) {
      transform.begin(coefficients, row);
    }
    transform.forward(coefficients, tiles);
  }

  /** Transforms back, destroying the spectrum. */
  void inverse(PlainRows[] tiles, long[] words) {
    transform.inverse(tiles, coefficients);
    for (int row = 0; row < transform.quarter(); row++) {
      transform.end(coefficients, row);
    }
    for (int block = 0, j = 0; block < blocks; block++, j += PLACES) {
      double ur = transform.untwistRe(block);
      double ui = transform.untwistIm(block);
      double[] blockRe = coefficients.re()[block];
      double[] blockIm = coefficients.im()[block];
      for (int place = 0; place < PLACES; place++) {
        double x = PlainPasses.fma(blockRe[place], ur, -blockIm[place] * ui);
        double y = PlainPasses.fma(blockIm[place], ur, blockRe[place] * ui);
        words[j + place] = Torus.toWord(x - (x + Torus.ROUND - Torus.ROUND));
        words[j + points + place] = Torus.toWord(y - (y + Torus.ROUND - Torus.ROUND));
      }
    }
  }
}
