package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.levelled.PointOrder.BLOCK;
import static dev.nightjar.engine.java.vector.levelled.PointOrder.SIZE;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.SPECIES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.load;

import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Lanes that are exchanged with addresses, in the way that {@link ForwardPasses} describes. */
final class Exchange {
  static final VectorMask<Double> LANE_BIT_0 = mask(1);
  static final VectorMask<Double> LANE_BIT_1 = mask(2);
  private static final VectorMask<Double> LANE_BIT_2 = mask(4);

  /** Words of the same width. */
  static final VectorSpecies<Long> WORDS = VectorSpecies.of(long.class, SPECIES.vectorShape());

  private static final int LANE = 4;

  private Exchange() {}

  private static VectorMask<Double> mask(int bit) {
    boolean[] set = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      set[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /**
   * Exchanges lane bit 2 of vectors of eight with the blocks of each pair, of real and of imaginary parts alike. Blends
   * and split loads are cheap where there are such vectors, and it is its own inverse.
   */
  static void ofEightLanes(double[] d, int at, double[] out, int to) {
    for (int pair = 0; pair < SIZE; pair += 2 * BLOCK) {
      ofPair(d, at + pair, out, to + pair, LANE_BIT_2);
    }
  }

  private static void ofPair(double[] d, int at, double[] out, int to, VectorMask<Double> mask) {
    for (int j = 0; j < BLOCK; j += 4 * LANES) {
      int a = at + j;
      int b = to + j;
      load(d, a).blend(load(d, a + BLOCK - LANE), mask).intoArray(out, b);
      load(d, a + LANE).blend(load(d, a + BLOCK), mask).intoArray(out, b + BLOCK);
      load(d, a + LANES).blend(load(d, a + LANES + BLOCK - LANE), mask).intoArray(out, b + LANES);
      load(d, a + LANES + LANE).blend(load(d, a + LANES + BLOCK), mask).intoArray(out, b + LANES + BLOCK);
      load(d, a + 2 * LANES).blend(load(d, a + 2 * LANES + BLOCK - LANE), mask).intoArray(out, b + 2 * LANES);
      load(d, a + 2 * LANES + LANE).blend(load(d, a + 2 * LANES + BLOCK), mask).intoArray(out, b + 2 * LANES + BLOCK);
      load(d, a + 3 * LANES).blend(load(d, a + 3 * LANES + BLOCK - LANE), mask).intoArray(out, b + 3 * LANES);
      load(d, a + 3 * LANES + LANE).blend(load(d, a + 3 * LANES + BLOCK), mask).intoArray(out, b + 3 * LANES + BLOCK);
    }
  }
}
