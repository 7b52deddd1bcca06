package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.levelled.Automorphisms;
import dev.nightjar.engine.java.ring.UnityRoots;

/** The order of the points in spectra of {@link PlainLevelled}; immutable. */
final class PlainPoints {
  private final int size;
  private final PlainTransform transform;
  private final UnityRoots roots;
  private final double[] signs;

  PlainPoints(int polynomialSize, PlainTransform transform) {
    this.size = polynomialSize;
    this.transform = transform;
    this.roots = new UnityRoots(polynomialSize);
    this.signs = new double[polynomialSize / 2];
    for (int q = 0; q < signs.length; q++) {
      signs[q] = (Integer.bitCount(point(q)) & 1) == 0 ? 1 : -1;
    }
  }

  PlainTransform transform() {
    return transform;
  }

  /** M. */
  int points() {
    return signs.length;
  }

  /** The sign that the transform gives to what lies at an index. */
  double sign(int index) {
    return signs[index];
  }

  /** The number of the point that lies at an index. */
  private int point(int index) {
    return index % transform.blocks() * PlainTransform.PLACES + index / transform.blocks();
  }

  /** The index of a point. */
  private int index(int point) {
    return point % PlainTransform.PLACES * transform.blocks() + point / PlainTransform.PLACES;
  }

  /** For each automorphism and index the index where the value is found. */
  int[][] permutations(int[] galois) {
    int[][] permutations = new int[galois.length][points()];
    for (int a = 0; a < galois.length; a++) {
      for (int q = 0; q < points(); q++) {
        permutations[a][q] = index(Automorphisms.source(size, galois[a], point(q)));
      }
    }
    return permutations;
  }

  /** The spectra of {@code X^-s, X^-2s, …}, {@code count} of them one behind the other. */
  double[] monomials(int shift, int count) {
    double[] spectra = new double[count * size];
    for (int c = 0; c < count; c++) {
      for (int q = 0; q < points(); q++) {
        int root = roots.index(2 * size - (c + 1) * shift, point(q));
        spectra[c * size + q] = roots.values()[root];
        spectra[c * size + points() + q] = roots.values()[root + 1];
      }
    }
    return spectra;
  }
}
