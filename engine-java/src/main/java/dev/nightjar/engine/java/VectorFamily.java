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
