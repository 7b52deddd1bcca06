package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.ring.Roots;
import dev.nightjar.engine.java.ring.UnityRoots;
import java.util.Arrays;

/**
 * The values of {@code X^a - 1}, for a different {@code a} for each ciphertext of a group, in the layout of a
 * tile of {@link PlainTransform}.
 *
 * <p>As in {@code LaneMonomials}, {@code X^a} is a product: point {@code block * places + place} is the root
 * to the power {@code 1 + 4 rev(block)} times that to the power {@code 4 blocks rev(place)}.
 */
final class PlainMonomials {
  private final UnityRoots roots;
  private final int blocks;
  private final int tileSize;
  private final int tileRow;
  /** The first factor, a row for each tile. */
  private final PlainRows ofBlocks;
  /** The second, in row 0, and the result in row 1. */
  private final PlainRows work;
  private final int[] exponents;

  PlainMonomials(UnityRoots roots, PlainTransform transform) {
    this.roots = roots;
    this.blocks = transform.blocks();
    this.tileSize = transform.tileSize();
    this.tileRow = transform.tileRow();
    this.ofBlocks = PlainRows.allocate(transform.group() / tileSize, tileRow);
    this.exponents = new int[transform.group()];
    this.work = PlainRows.allocate(2, tileRow);
  }

  /**
   * Prepares the monomials of a group.
   *
   * @param a exponents, that of ciphertext {@code i} at {@code at + i stride}
   * @param count ciphertexts of the group; places behind them get the exponent 0
   */
  void prepare(int[] a, int at, int stride, int count) {
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = i < count ? a[at + i * stride] : 0;
      double[] re = ofBlocks.re()[i / tileSize];
      double[] im = ofBlocks.im()[i / tileSize];
      for (int block = 0, to = i % tileSize * blocks; block < blocks; block++, to++) {
        int root = roots.index(exponents[i], PlainTransform.PLACES * block);
        re[to] = roots.values()[root];
        im[to] = roots.values()[root + 1];
      }
    }
  }

  /** Computes {@code X^a - 1} at a place of a tile. */
  void select(int tile, int place) {
    double[] re = work.re()[0];
    double[] im = work.im()[0];
    for (int i = 0; i < tileSize; i++) {
      int root = turn(exponents[tile * tileSize + i], place);
      Arrays.fill(re, i * blocks, (i + 1) * blocks, roots.values()[root]);
      Arrays.fill(im, i * blocks, (i + 1) * blocks, roots.values()[root + 1]);
    }
    PlainRows.productMinusOne(ofBlocks.re()[tile], ofBlocks.im()[tile], re, im, work.re()[1], work.im()[1],
        tileRow);
  }

  /** Where the second factor, which has the order 16, is among the roots. */
  private int turn(int exponent, int place) {
    int power = exponent * Roots.reverse(place, Roots.log2(PlainTransform.PLACES));
    return roots.values().length / PlainTransform.PLACES * (power & PlainTransform.PLACES - 1);
  }

  /** Real parts of the values that {@link #select} computed. */
  double[] re() {
    return work.re()[1];
  }

  /** Their imaginary parts. */
  double[] im() {
    return work.im()[1];
  }
}
