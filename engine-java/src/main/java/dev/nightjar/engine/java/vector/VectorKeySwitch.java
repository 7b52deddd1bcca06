package dev.nightjar.engine.java.vector;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The keyswitch's matrix product on the Vector API: sums stay in registers, each key vector serves four ciphertexts.
 *
 * <p>The key is read from memory, once for each batch. Both loops walk through several parts of a tile at the same
 * time, because processors prefetch within pages of 4 KiB: with one page after another they do not use the memory's
 * full speed. Both loops are too large for C2 to inline, for the reason given in {@link VectorPasses}.
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
      subtractGroup(key, keyAt, rows / 2, digits, digitsAt, sums);
    } else {
      subtractOne(key, keyAt, rows / 4, digits, digitsAt, sums);
    }
  }

  private static void subtractGroup(int[] key, int keyAt, int half, int[] digits, int digitsAt, int[] sums) {
    IntVector a0 = IntVector.zero(SPECIES);
    IntVector b0 = IntVector.zero(SPECIES);
    IntVector a1 = IntVector.zero(SPECIES);
    IntVector b1 = IntVector.zero(SPECIES);
    IntVector a2 = IntVector.zero(SPECIES);
    IntVector b2 = IntVector.zero(SPECIES);
    IntVector a3 = IntVector.zero(SPECIES);
    IntVector b3 = IntVector.zero(SPECIES);
    int far = half * WIDTH;
    int farDigits = half * GROUP;
    for (int r = 0, k = keyAt, d = digitsAt; r < half; r++, k += WIDTH, d += GROUP) {
      IntVector x = load(key, k);
      IntVector y = load(key, k + LANES);
      IntVector v = load(key, k + far);
      IntVector w = load(key, k + far + LANES);
      IntVector d0 = broadcast(digits, d);
      IntVector e0 = broadcast(digits, d + farDigits);
      a0 = a0.sub(x.mul(d0)).sub(v.mul(e0));
      b0 = b0.sub(y.mul(d0)).sub(w.mul(e0));
      IntVector d1 = broadcast(digits, d + 1);
      IntVector e1 = broadcast(digits, d + farDigits + 1);
      a1 = a1.sub(x.mul(d1)).sub(v.mul(e1));
      b1 = b1.sub(y.mul(d1)).sub(w.mul(e1));
      IntVector d2 = broadcast(digits, d + 2);
      IntVector e2 = broadcast(digits, d + farDigits + 2);
      a2 = a2.sub(x.mul(d2)).sub(v.mul(e2));
      b2 = b2.sub(y.mul(d2)).sub(w.mul(e2));
      IntVector d3 = broadcast(digits, d + 3);
      IntVector e3 = broadcast(digits, d + farDigits + 3);
      a3 = a3.sub(x.mul(d3)).sub(v.mul(e3));
      b3 = b3.sub(y.mul(d3)).sub(w.mul(e3));
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

  private static void subtractOne(int[] key, int keyAt, int quarter, int[] digits, int digitsAt, int[] sums) {
    IntVector a0 = IntVector.zero(SPECIES);
    IntVector b0 = IntVector.zero(SPECIES);
    IntVector a1 = IntVector.zero(SPECIES);
    IntVector b1 = IntVector.zero(SPECIES);
    IntVector a2 = IntVector.zero(SPECIES);
    IntVector b2 = IntVector.zero(SPECIES);
    IntVector a3 = IntVector.zero(SPECIES);
    IntVector b3 = IntVector.zero(SPECIES);
    int far = quarter * WIDTH;
    for (int r = 0, k = keyAt; r < quarter; r++, k += WIDTH) {
      IntVector d0 = broadcast(digits, digitsAt + r);
      a0 = a0.sub(load(key, k).mul(d0));
      b0 = b0.sub(load(key, k + LANES).mul(d0));
      IntVector d1 = broadcast(digits, digitsAt + quarter + r);
      a1 = a1.sub(load(key, k + far).mul(d1));
      b1 = b1.sub(load(key, k + far + LANES).mul(d1));
      IntVector d2 = broadcast(digits, digitsAt + 2 * quarter + r);
      a2 = a2.sub(load(key, k + 2 * far).mul(d2));
      b2 = b2.sub(load(key, k + 2 * far + LANES).mul(d2));
      IntVector d3 = broadcast(digits, digitsAt + 3 * quarter + r);
      a3 = a3.sub(load(key, k + 3 * far).mul(d3));
      b3 = b3.sub(load(key, k + 3 * far + LANES).mul(d3));
    }
    a0.add(a1).add(a2.add(a3)).intoArray(sums, 0);
    b0.add(b1).add(b2.add(b3)).intoArray(sums, LANES);
  }

  private static IntVector load(int[] words, int at) {
    return IntVector.fromArray(SPECIES, words, at);
  }

  private static IntVector broadcast(int[] digits, int at) {
    return IntVector.broadcast(SPECIES, digits[at]);
  }
}
