package dev.nightjar.engine.java.vector.passes;

import dev.nightjar.engine.java.machine.KernelLoader;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** How many doubles a vector holds. */
public final class VectorWidth {
  /** Forces 2, 4 or 8 lanes, for tests; otherwise the width that this machine prefers, at most 8. */
  public static final String PROPERTY = "nightjar.engine.lanes";

  /** Name of the width among the constants of kernels that were loaded anew. */
  public static final String LANES = "lanes";

  private VectorWidth() {}

  static VectorSpecies<Double> species() {
    int preferred = Math.min(8, DoubleVector.SPECIES_PREFERRED.length());
    int lanes = Integer.getInteger(PROPERTY, KernelLoader.constant(VectorWidth.class, LANES, preferred));
    return switch (lanes) {
      case 2 -> DoubleVector.SPECIES_128;
      case 4 -> DoubleVector.SPECIES_256;
      case 8 -> DoubleVector.SPECIES_512;
      default -> throw new IllegalArgumentException(PROPERTY + " must be 2, 4 or 8, not " + lanes);
    };
  }
}
