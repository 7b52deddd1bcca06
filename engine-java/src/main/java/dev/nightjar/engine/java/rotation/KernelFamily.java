package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import java.util.List;
import java.util.Optional;

/** The arithmetic that an engine runs with, chosen once when it is created. */
public interface KernelFamily {
  /** The module that the vector family needs, and the value of the JVM flag that brings it. */
  String VECTOR_MODULE = "jdk.incubator.vector";

  /** Name and width, for logs and {@code doctor}. */
  String description();

  /** Warnings and remedies for users, one line each. */
  List<String> notes();

  /** The polynomial arithmetic for a shape. */
  PolynomialKernel kernel(Shape shape);

  /** The matrix product of keyswitches. */
  KeySwitchKernel keySwitch();

  /** A rotator for single ciphertexts, up to {@link BatchPlan#SINGLES} one after the other. */
  default BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return new SingleRotator(shape, kernel.forThread(), BatchPlan.SINGLES);
  }

  /** Sizes and costs of the groups that this family rotates together. */
  BatchPlan.Groups groups(Shape shape);

  /** A rotator for full groups. */
  BlindRotator laneRotator(Shape shape);

  /** A rotator for groups of half the size, if there are any for this shape. */
  BlindRotator halfGroupRotator(Shape shape);

  /**
   * The loops of levelled evaluation; empty if this family has none, or none that are faster than plain Java's.
   *
   * @param rows of digits that the kernel is to hold
   */
  default Optional<LevelledKernel> levelled(int polynomialSize, int rows) {
    return Optional.empty();
  }
}
