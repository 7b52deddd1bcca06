package dev.nightjar.engine.java;

import java.util.List;

/**
 * Plain Java.
 *
 * @param forLackOfVectors whether the Vector API would have been chosen if it were there
 */
record PlainFamily(boolean forLackOfVectors) implements KernelFamily {
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
    return new PlainKeySwitch();
  }

  @Override
  public int lanes() {
    return 0;
  }

  @Override
  public BlindRotator laneRotator(Shape shape) {
    throw new UnsupportedOperationException("plain Java has no lanes");
  }
}
