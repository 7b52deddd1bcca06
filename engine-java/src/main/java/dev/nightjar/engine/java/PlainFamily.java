package dev.nightjar.engine.java;

import java.util.List;

/**
 * Plain Java.
 *
 * @param forLackOfVectors whether the Vector API would have been chosen if it were there
 */
record PlainFamily(boolean forLackOfVectors) implements KernelFamily {
  /** Ciphertexts that are rotated together. */
  private static final int GROUP = 8;

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public List<String> notes() {
    return forLackOfVectors
        ? List.of("the vector kernel is several times faster: start the JVM with --add-modules "
            + VECTOR_MODULE)
        : List.of();
  }

  @Override
  public PolynomialKernel kernel(Shape shape) {
    return new PlainKernel(shape);
  }

  @Override
  public KeySwitchKernel keySwitch() {
    return new PlainKeySwitch(PlainKeySwitch.WIDTH);
  }

  @Override
  public int lanes() {
    return GROUP;
  }

  @Override
  public BlindRotator laneRotator(Shape shape) {
    return rotator(shape, GROUP);
  }

  @Override
  public int halfGroup(Shape shape) {
    return shape.extensionLog2() == 0 ? GROUP / 2 : 0;
  }

  @Override
  public BlindRotator halfGroupRotator(Shape shape) {
    return rotator(shape, GROUP / 2);
  }

  /** Nothing is gained here by reading the key once for several: it is not memory that singles wait for. */
  @Override
  public BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return shape.extensionLog2() == 0 ? new PlainRotator(shape, 1).oneByOne()
        : KernelFamily.super.singleRotator(shape, kernel);
  }

  /** Extended bootstraps are done one at a time, their groups only share the reading of the key. */
  private static BlindRotator rotator(Shape shape, int group) {
    return shape.extensionLog2() == 0 ? new PlainRotator(shape, group)
        : new SingleRotator(shape, new PlainKernel(shape), group >> shape.extensionLog2());
  }
}
