package dev.nightjar.engine.java;

import java.util.List;

/** The Vector API. Nothing outside of this family's classes mentions {@code jdk.incubator.vector}. */
record VectorFamily() implements KernelFamily {
  @Override
  public String description() {
    return "vector, " + VectorPasses.LANES + " lanes of 64 bits";
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public PolynomialKernel kernel(Shape shape) {
    return new VectorKernel(shape);
  }

  @Override
  public KeySwitchKernel keySwitch() {
    return new VectorKeySwitch();
  }

  @Override
  public int lanes() {
    return VectorPasses.LANES;
  }

  /**
   * C2 puts shuffles of two doubles on the heap; a ciphertext in one of two lanes is then the faster, although the
   * other lane is empty.
   */
  @Override
  public BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return lanesForSingles(shape) ? new LaneRotator(shape, false).oneByOne()
        : KernelFamily.super.singleRotator(shape, kernel);
  }

  /** Whether single ciphertexts take the lanes, too. */
  static boolean lanesForSingles(Shape shape) {
    return VectorPasses.LANES == 2 && shape.parts() <= 2;
  }

  @Override
  public BlindRotator laneRotator(Shape shape) {
    return new LaneRotator(shape, false);
  }

  @Override
  public int halfGroup(Shape shape) {
    return LaneRotator.canPair(shape) ? VectorPasses.LANES / 2 : 0;
  }

  @Override
  public BlindRotator halfGroupRotator(Shape shape) {
    return new LaneRotator(shape, true);
  }
}
