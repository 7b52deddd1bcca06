package dev.nightjar.engine.java.plain;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.SingleRotator;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Optional;

/**
 * Plain Java.
 *
 * @param forLackOfVectors whether the Vector API would have been chosen if it were there
 */
public record PlainFamily(boolean forLackOfVectors) implements KernelFamily {
  /** Ciphertexts that are rotated together. */
  private static final int GROUP = 8;

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public List<String> notes() {
    return forLackOfVectors ? List.of(remedy(ModuleFinder.ofSystem())) : List.of();
  }

  /** A runtime that was linked without the module refuses to start with the flag. */
  static String remedy(ModuleFinder system) {
    return "the vector kernel is several times faster: " + (system.find(VECTOR_MODULE).isPresent()
        ? "start the JVM with --add-modules " + VECTOR_MODULE
        : "take a Java that has the module " + VECTOR_MODULE + ", as whole JDKs do");
  }

  @Override
  public PolynomialKernel kernel(Shape shape) {
    return new PlainKernel(shape);
  }

  @Override
  public KeySwitchKernel keySwitch() {
    return new PlainKeySwitch(PlainKeySwitch.WIDTH);
  }

  /** A group of extended bootstraps is rotated one ciphertext after another and shares only the reading of the key. */
  @Override
  public BatchPlan.Groups groups(Shape shape) {
    return shape.parts() > 1 ? new BatchPlan.Groups(GROUP >> shape.extensionLog2(), 0, 1, 1)
        : new BatchPlan.Groups(GROUP, GROUP / 2, 0.62, 0.7);
  }

  @Override
  public BlindRotator laneRotator(Shape shape) {
    return rotator(shape, GROUP);
  }

  @Override
  public BlindRotator halfGroupRotator(Shape shape) {
    return rotator(shape, GROUP / 2);
  }

  /**
   * Single bootstraps run one after another: the plain kernel is bound by computation, so sharing the reading of the
   * key among them gains nothing.
   */
  @Override
  public BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return shape.extensionLog2() == 0 ? new PlainRotator(shape, 1).oneByOne()
        : KernelFamily.super.singleRotator(shape, kernel);
  }

  @Override
  public Optional<LevelledKernel> levelled(int polynomialSize, int rows) {
    return Optional.of(new PlainLevelled(polynomialSize, rows));
  }

  private static BlindRotator rotator(Shape shape, int group) {
    return shape.extensionLog2() == 0 ? new PlainRotator(shape, group)
        : new SingleRotator(shape, new PlainKernel(shape), group >> shape.extensionLog2());
  }
}
