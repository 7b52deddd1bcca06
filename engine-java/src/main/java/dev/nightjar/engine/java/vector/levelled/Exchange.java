package dev.nightjar.engine.java.vector.levelled;

import static dev.nightjar.engine.java.vector.passes.VectorPasses.LANES;
import static dev.nightjar.engine.java.vector.passes.VectorPasses.SPECIES;

import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Lanes that are exchanged with addresses, in the way that {@link ForwardPasses} describes. */
final class Exchange {
  static final VectorMask<Double> LANE_BIT_0 = mask(1);
  static final VectorMask<Double> LANE_BIT_1 = mask(2);
  static final VectorMask<Double> LANE_BIT_2 = mask(4);

  /** Words of the same width. */
  static final VectorSpecies<Long> WORDS = VectorSpecies.of(long.class, SPECIES.vectorShape());

  private Exchange() {}

  private static VectorMask<Double> mask(int bit) {
    boolean[] set = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      set[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }
}
