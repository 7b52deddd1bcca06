package dev.nightjar.engine.java.vector;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan;
import dev.nightjar.engine.java.rotation.BlindRotator;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.vector.lanes.LaneRotator;
import dev.nightjar.engine.java.vector.levelled.VectorLevelled;
import dev.nightjar.engine.java.vector.passes.VectorPasses;
import dev.nightjar.engine.java.vector.points.VectorKernel;
import java.util.List;
import java.util.Optional;

/** The Vector API. Nothing outside of this family's classes mentions {@code jdk.incubator.vector}. */
public record VectorFamily() implements KernelFamily {
  /** Prepares the Vector API for being compiled well. */
  public VectorFamily {
    FirstUse.ofOperators();
  }

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

  /** One ciphertext for each lane, or one for each part of an extended one. Costs were measured at k = 1, N = 2048. */
  @Override
  public BatchPlan.Groups groups(Shape shape) {
    int full = VectorPasses.LANES >> shape.extensionLog2();
    int half = LaneRotator.canPair(shape) ? VectorPasses.LANES / 2 : 0;
    if (shape.parts() > 1) {
      return new BatchPlan.Groups(full, half, 0.77, 1);
    }
    return shape.bitsPerStep() > 1 ? new BatchPlan.Groups(full, half, 0.63, 0.85)
        : new BatchPlan.Groups(full, half, 0.69, 0.85);
  }

  /**
   * C2 allocates the shuffles of vectors of two doubles on the heap. With two lanes, a rotator with one ciphertext in
   * the lanes is faster for single ciphertexts, although its other lane is empty.
   */
  @Override
  public BlindRotator singleRotator(Shape shape, PolynomialKernel kernel) {
    return lanesForSingles(shape) ? new LaneRotator(shape, false).oneByOne()
        : KernelFamily.super.singleRotator(shape, kernel);
  }

  /** Whether single ciphertexts of this shape are rotated in the lanes, too. */
  public static boolean lanesForSingles(Shape shape) {
    return VectorPasses.LANES == 2 && shape.parts() <= 2;
  }

  @Override
  public BlindRotator laneRotator(Shape shape) {
    return new LaneRotator(shape, false);
  }

  @Override
  public BlindRotator halfGroupRotator(Shape shape) {
    return new LaneRotator(shape, true);
  }

  @Override
  public Optional<LevelledKernel> levelled(int polynomialSize, int rows) {
    return VectorLevelled.supports(polynomialSize) ? Optional.of(new VectorLevelled(rows)) : Optional.empty();
  }
}
