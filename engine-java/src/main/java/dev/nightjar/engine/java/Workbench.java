package dev.nightjar.engine.java;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * What all keys of one shape share: the kernel, and rotators with their working memory, one for each busy
 * thread.
 */
final class Workbench {
  private final Shape shape;
  private final PolynomialKernel kernel;
  private final KeySwitchKernel keySwitch;
  private final int lanes;
  private final Pool singles;
  private final Pool laneGroups;

  Workbench(Shape shape, KernelFamily family) {
    this.shape = shape;
    this.kernel = family.kernel(shape);
    this.keySwitch = family.keySwitch();
    this.lanes = family.lanes() >> shape.extensionLog2();
    this.singles = new Pool(() -> new SingleRotator(shape, kernel.forThread(), BatchPlan.SINGLES));
    this.laneGroups = new Pool(() -> family.laneRotator(shape));
  }

  Shape shape() {
    return shape;
  }

  PolynomialKernel kernel() {
    return kernel;
  }

  KeySwitchKernel keySwitch() {
    return keySwitch;
  }

  /** Ciphertexts that a group in the lanes holds; 0 when there is no such rotator. */
  int lanes() {
    return lanes;
  }

  /** Runs one group with a rotator of the bench. */
  void rotate(FourierKey key, BlindRotator.Group group, boolean inLanes) {
    (inLanes ? laneGroups : singles).rotate(key, group);
  }

  /** Idle rotators; there are never more than threads. */
  private static final class Pool {
    private final Supplier<BlindRotator> maker;
    private final ConcurrentLinkedDeque<BlindRotator> idle = new ConcurrentLinkedDeque<>();

    Pool(Supplier<BlindRotator> maker) {
      this.maker = maker;
    }

    void rotate(FourierKey key, BlindRotator.Group group) {
      BlindRotator rotator = idle.pollFirst();
      if (rotator == null) {
        rotator = maker.get();
      }
      try {
        rotator.rotate(key, group);
      } finally {
        idle.addFirst(rotator);
      }
    }
  }
}
