package dev.nightjar.engine.java;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The keyswitch's matrix product on the Vector API: sums stay in registers, each key vector serves four
 * ciphertexts.
 */
final class VectorKeySwitch implements KeySwitchKernel {
  private static final VectorSpecies<Integer> SPECIES = VectorPasses.SPECIES.withLanes(int.class);
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;

  @Override
  public int tileWidth() {
    return WIDTH;
  }

  @Override
  public void negatedProduct(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int count,
      int[] sums) {
    if (count == GROUP) {
      subtractGroup(key, keyAt, rows, digits, digitsAt, sums);
    } else {
      subtractOne(key, keyAt, rows, digits, digitsAt, sums);
    }
  }

  private static void subtractGroup(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int[] sums) {
    IntVector a0 = IntVector.zero(SPECIES);
    IntVector b0 = IntVector.zero(SPECIES);
    IntVector a1 = IntVector.zero(SPECIES);
    IntVector b1 = IntVector.zero(SPECIES);
    IntVector a2 = IntVector.zero(SPECIES);
    IntVector b2 = IntVector.zero(SPECIES);
    IntVector a3 = IntVector.zero(SPECIES);
    IntVector b3 = IntVector.zero(SPECIES);
    for (int r = 0, k = keyAt, d = digitsAt; r < rows; r++, k += WIDTH, d += GROUP) {
      IntVector x = load(key, k);
      IntVector y = load(key, k + LANES);
      IntVector d0 = IntVector.broadcast(SPECIES, digits[d]);
      a0 = a0.sub(x.mul(d0));
      b0 = b0.sub(y.mul(d0));
      IntVector d1 = IntVector.broadcast(SPECIES, digits[d + 1]);
      a1 = a1.sub(x.mul(d1));
      b1 = b1.sub(y.mul(d1));
      IntVector d2 = IntVector.broadcast(SPECIES, digits[d + 2]);
      a2 = a2.sub(x.mul(d2));
      b2 = b2.sub(y.mul(d2));
      IntVector d3 = IntVector.broadcast(SPECIES, digits[d + 3]);
      a3 = a3.sub(x.mul(d3));
      b3 = b3.sub(y.mul(d3));
    }
    a0.intoArray(sums, 0);
    b0.intoArray(sums, LANES);
    a1.intoArray(sums, 2 * LANES);
    b1.intoArray(sums, 3 * LANES);
    a2.intoArray(sums, 4 * LANES);
    b2.intoArray(sums, 5 * LANES);
    a3.intoArray(sums, 6 * LANES);
    b3.intoArray(sums, 7 * LANES);
  }

  private static void subtractOne(int[] key, int keyAt, int rows, int[] digits, int digitsAt, int[] sums) {
    IntVector a = IntVector.zero(SPECIES);
    IntVector b = IntVector.zero(SPECIES);
    for (int r = 0, k = keyAt; r < rows; r++, k += WIDTH) {
      IntVector d = IntVector.broadcast(SPECIES, digits[digitsAt + r]);
      a = a.sub(load(key, k).mul(d));
      b = b.sub(load(key, k + LANES).mul(d));
    }
    a.intoArray(sums, 0);
    b.intoArray(sums, LANES);
  }

  private static IntVector load(int[] words, int at) {
    return IntVector.fromArray(SPECIES, words, at);
  }
}
