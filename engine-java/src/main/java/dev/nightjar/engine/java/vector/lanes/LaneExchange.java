package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.swap;

import dev.nightjar.engine.java.ring.Monomial.Extension;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * How {@code X^a} permutes the parts of extended bootstraps: ciphertext i has lanes {@code i 2^ν} to {@code (i + 1) 2^ν
 * - 1}, and part r goes to part {@code r + a mod 2^ν}.
 *
 * <p>Lanes rotate by different amounts, and C2 of JDK 17 compiles only shuffles that are constants. The rotation is
 * therefore done in ν stages. Stage t exchanges neighbours {@code 2^t} apart where bit t of {@code a + c} is set, c
 * being the lower t bits of the part. Stages run from the largest distance down, so the lower t bits of a lane still
 * are those of its source c; bit t of {@code a + c} then says whether the addition moves it by {@code 2^t}, carry
 * included.
 */
final class LaneExchange {
  private static final VectorShuffle<Double> SWAP1 = swap(1);
  private static final VectorShuffle<Double> SWAP2 = swap(2);
  private static final VectorShuffle<Double> SWAP4 = swap(4);

  private final Extension extension;

  /** For each monomial and stage: 1 in lanes that take their neighbour's value, then 1 in those that do not. */
  private final double[] masks;
  private final int start;

  /**
   * Room for the monomials of a step.
   *
   * @param memory has room for {@link #words} from {@code start} on
   */
  LaneExchange(Shape shape, double[] memory, int start) {
    this.extension = new Extension(shape.extensionLog2(), shape.polynomialSize());
    this.masks = memory;
    this.start = start;
  }

  /** Doubles that the masks of a step's monomials take. */
  static int words(Shape shape) {
    return 2 * LANES * shape.extensionLog2() * shape.bitsPerStep();
  }

  Extension extension() {
    return extension;
  }

  /** Prepares the masks of one monomial, {@code X^exponent}, for the ciphertext with the given first lane. */
  void prepare(int monomial, int firstLane, int exponent) {
    for (int stage = 0; stage < extension.log2(); stage++) {
      int at = offset(monomial, stage) + firstLane;
      for (int part = 0; part < 1 << extension.log2(); part++) {
        int exchange = exponent + (part & (1 << stage) - 1) >> stage & 1;
        masks[at + part] = exchange;
        masks[at + part + LANES] = 1 - exchange;
      }
    }
  }

  private int stride() {
    return 2 * LANES * extension.log2();
  }

  private int offset(int monomial, int stage) {
    return start + monomial * stride() + 2 * LANES * stage;
  }

  /** Permutes {@code count} doubles on their way from one place to another. */
  void move(int monomial, double[] d, int from, int to, int count) {
    exchange(d, from, to, count, masks, offset(monomial, 0), extension.log2());
  }

  /**
   * All stages that the extension has. Four vectors a round, which makes the loop too large for C2 to inline: see
   * {@link VectorPasses}.
   */
  private static void exchange(double[] d, int from, int to, int count, double[] masks, int mask, int stages) {
    int last = mask + 2 * LANES * (stages - 1);
    DoubleVector taken1 = load(masks, mask);
    DoubleVector kept1 = load(masks, mask + LANES);
    DoubleVector taken2 = load(masks, Math.min(mask + 2 * LANES, last));
    DoubleVector kept2 = load(masks, Math.min(mask + 2 * LANES, last) + LANES);
    DoubleVector taken4 = load(masks, last);
    DoubleVector kept4 = load(masks, last + LANES);
    for (int j = 0; j < count; j += 4 * LANES) {
      DoubleVector w = load(d, from + j);
      DoubleVector x = load(d, from + j + LANES);
      DoubleVector y = load(d, from + j + 2 * LANES);
      DoubleVector z = load(d, from + j + 3 * LANES);
      if (stages > 2) {
        w = w.rearrange(SWAP4).fma(taken4, w.mul(kept4));
        x = x.rearrange(SWAP4).fma(taken4, x.mul(kept4));
        y = y.rearrange(SWAP4).fma(taken4, y.mul(kept4));
        z = z.rearrange(SWAP4).fma(taken4, z.mul(kept4));
      }
      if (stages > 1) {
        w = w.rearrange(SWAP2).fma(taken2, w.mul(kept2));
        x = x.rearrange(SWAP2).fma(taken2, x.mul(kept2));
        y = y.rearrange(SWAP2).fma(taken2, y.mul(kept2));
        z = z.rearrange(SWAP2).fma(taken2, z.mul(kept2));
      }
      w.rearrange(SWAP1).fma(taken1, w.mul(kept1)).intoArray(d, to + j);
      x.rearrange(SWAP1).fma(taken1, x.mul(kept1)).intoArray(d, to + j + LANES);
      y.rearrange(SWAP1).fma(taken1, y.mul(kept1)).intoArray(d, to + j + 2 * LANES);
      z.rearrange(SWAP1).fma(taken1, z.mul(kept1)).intoArray(d, to + j + 3 * LANES);
    }
  }
}
