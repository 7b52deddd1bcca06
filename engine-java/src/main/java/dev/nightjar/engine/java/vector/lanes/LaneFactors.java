package dev.nightjar.engine.java.vector.lanes;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.broadcast;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import dev.nightjar.engine.java.ring.Shape;
import jdk.incubator.vector.DoubleVector;

/**
 * The factors of a step's GGSW ciphertexts at a few points: {@code X^a - 1} for a key bit, {@code (X^a - 1)(X^b - 1)}
 * for the product of two bits. Computed for {@value #POINTS} points at a time, so that all factors stay in the
 * first-level cache until they are used.
 */
final class LaneFactors {
  /** Points whose factors are computed at a time: a multiple of the lanes that divides the points of every row. */
  static final int POINTS = 16;

  private final Shape shape;
  private final LaneMonomials monomials;
  private final double[] memory;
  private final int start;
  private final LaneProduct.Bits bits;

  /**
   * Factors for one shape.
   *
   * @param memory has room for {@link #words} from {@code start} on
   */
  LaneFactors(Shape shape, LaneMonomials monomials, double[] memory, int start) {
    this.shape = shape;
    this.monomials = monomials;
    this.memory = memory;
    this.start = start;
    this.bits = new LaneProduct.Bits(shape.ggswPerStep(), shape.ggswWords(), 2 * LANES * POINTS);
  }

  /** Doubles that the factors of a step take. */
  static int words(Shape shape) {
    return 2 * LANES * POINTS * shape.ggswPerStep();
  }

  /** Computes the factors of the points from {@code place} on in a row of points. */
  void prepare(int row, int place) {
    int rowFactor = monomials.offset(row);
    int placeFactors = monomials.offset(monomials.rows() + place);
    if (shape.unrolled()) {
      two(memory, rowFactor, placeFactors, monomials.stride(), start, bits.factorStride());
      return;
    }
    for (int b = 0; b < shape.blockLength(); b++) {
      int monomial = b * monomials.stride();
      one(memory, rowFactor + monomial, placeFactors + monomial, start + b * bits.factorStride());
    }
  }

  /** Where the factors begin: points one after the other, LANES real parts, LANES imaginary parts. */
  int start() {
    return start;
  }

  /** The GGSW ciphertexts of a step, and the distance of their factors. */
  LaneProduct.Bits bits() {
    return bits;
  }

  /** {@code X^a - 1} at points of one row, four a round. */
  private static void one(double[] d, int row, int places, int to) {
    DoubleVector one = broadcast(1);
    DoubleVector br = load(d, row);
    DoubleVector bi = load(d, row + LANES);
    for (int at = 0; at < 2 * LANES * POINTS; at += 8 * LANES) {
      DoubleVector pr = load(d, places + at);
      DoubleVector pi = load(d, places + at + LANES);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, to + at);
      bi.fma(pr, br.mul(pi)).intoArray(d, to + at + LANES);
      pr = load(d, places + at + 2 * LANES);
      pi = load(d, places + at + 3 * LANES);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, to + at + 2 * LANES);
      bi.fma(pr, br.mul(pi)).intoArray(d, to + at + 3 * LANES);
      pr = load(d, places + at + 4 * LANES);
      pi = load(d, places + at + 5 * LANES);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, to + at + 4 * LANES);
      bi.fma(pr, br.mul(pi)).intoArray(d, to + at + 5 * LANES);
      pr = load(d, places + at + 6 * LANES);
      pi = load(d, places + at + 7 * LANES);
      br.mul(pr).sub(bi.fma(pi, one)).intoArray(d, to + at + 6 * LANES);
      bi.fma(pr, br.mul(pi)).intoArray(d, to + at + 7 * LANES);
    }
  }

  /** {@code X^a - 1}, {@code X^b - 1} and their product, two points a round. */
  private static void two(double[] d, int row, int places, int next, int to, int stride) {
    DoubleVector one = broadcast(1);
    DoubleVector br = load(d, row);
    DoubleVector bi = load(d, row + LANES);
    DoubleVector cr = load(d, row + next);
    DoubleVector ci = load(d, row + next + LANES);
    for (int at = 0; at < 2 * LANES * POINTS; at += 4 * LANES) {
      int u = to + at;
      int v = u + stride;
      int uv = v + stride;
      int p = places + at;
      DoubleVector pr = load(d, p);
      DoubleVector pi = load(d, p + LANES);
      DoubleVector ur = br.mul(pr).sub(bi.fma(pi, one));
      DoubleVector ui = bi.fma(pr, br.mul(pi));
      DoubleVector qr = load(d, p + next);
      DoubleVector qi = load(d, p + next + LANES);
      DoubleVector vr = cr.mul(qr).sub(ci.fma(qi, one));
      DoubleVector vi = ci.fma(qr, cr.mul(qi));
      ur.intoArray(d, u);
      ui.intoArray(d, u + LANES);
      vr.intoArray(d, v);
      vi.intoArray(d, v + LANES);
      ur.mul(vr).sub(ui.mul(vi)).intoArray(d, uv);
      ui.fma(vr, ur.mul(vi)).intoArray(d, uv + LANES);
      pr = load(d, p + 2 * LANES);
      pi = load(d, p + 3 * LANES);
      ur = br.mul(pr).sub(bi.fma(pi, one));
      ui = bi.fma(pr, br.mul(pi));
      qr = load(d, p + next + 2 * LANES);
      qi = load(d, p + next + 3 * LANES);
      vr = cr.mul(qr).sub(ci.fma(qi, one));
      vi = ci.fma(qr, cr.mul(qi));
      ur.intoArray(d, u + 2 * LANES);
      ui.intoArray(d, u + 3 * LANES);
      vr.intoArray(d, v + 2 * LANES);
      vi.intoArray(d, v + 3 * LANES);
      ur.mul(vr).sub(ui.mul(vi)).intoArray(d, uv + 2 * LANES);
      ui.fma(vr, ur.mul(vi)).intoArray(d, uv + 3 * LANES);
    }
  }
}
