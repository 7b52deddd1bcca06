package dev.nightjar.engine.java;

import java.util.concurrent.ConcurrentLinkedDeque;

/** What all keys of one shape share: the kernel, and rotators with their working memory, one for each busy thread. */
final class Workbench {
  /** Ciphertexts that share the reading of a GGSW when they are bootstrapped one by one. */
  static final int SINGLE_CAPACITY = 8;

  private final Shape shape;
  private final KernelFamily family;
  private final PolynomialKernel kernel;
  private final ConcurrentLinkedDeque<BlindRotator> singles = new ConcurrentLinkedDeque<>();

  Workbench(Shape shape, KernelFamily family) {
    this.shape = shape;
    this.family = family;
    this.kernel = family.kernel(shape);
  }

  Shape shape() {
    return shape;
  }

  PolynomialKernel kernel() {
    return kernel;
  }

  /** Runs one group with a rotator of the bench. */
  void rotate(FourierKey key, BlindRotator.Group group) {
    BlindRotator rotator = singles.pollFirst();
    if (rotator == null) {
      rotator = family.singleRotator(shape, kernel, SINGLE_CAPACITY);
    }
    try {
      rotator.rotate(key, group);
    } finally {
      singles.addFirst(rotator);
    }
  }
}
