package dev.nightjar.engine.java.rotation;

import dev.nightjar.engine.java.keyswitch.KeySwitchKernel;
import dev.nightjar.engine.java.keyswitch.KeySwitchKey;
import dev.nightjar.engine.java.machine.Chunks;
import dev.nightjar.engine.java.product.PolynomialKernel;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.BatchPlan.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * What all keys of one shape share: the kernels, and a pool of rotators, each with working memory of its own. A thread
 * takes a rotator for one group of ciphertexts and puts it back. For any number of threads at the same time.
 */
public final class RotatorPool {
  private final Shape shape;
  private final Chunks<int[]> digits;
  private volatile Kernels kernels;

  /** A pool without rotators. */
  public RotatorPool(Shape shape, KernelFamily family) {
    this.shape = shape;
    this.digits = KeySwitchKey.memory(shape);
    this.kernels = new Kernels(shape, family);
  }

  /** Goes on with the kernels of another family, whose layouts of keys are the same. */
  public void use(KernelFamily family) {
    kernels = new Kernels(shape, family);
  }

  public Shape shape() {
    return shape;
  }

  public PolynomialKernel kernel() {
    return kernels.kernel;
  }

  public KeySwitchKernel keySwitch() {
    return kernels.keySwitch;
  }

  /** Memory for the digits of keyswitches. */
  public Chunks<int[]> digits() {
    return digits;
  }

  /** Sizes of the groups that bootstraps of this shape can be put into. */
  public BatchPlan.Groups groups() {
    return kernels.groups;
  }

  /** Bootstraps one group with an idle rotator of the given kind, or with a new one when none is idle. */
  public void rotate(FourierKey key, BlindRotator.Group group, Path path) {
    Kernels now = kernels;
    if (!group.tables().haveFactors()) {
      now.pools.get(path).rotate(key, group);
      return;
    }
    FactorExtraction idle = now.factors.pollFirst();
    FactorExtraction extraction = idle == null ? now.newFactors.get() : idle;
    try {
      now.pools.get(path).rotate(key, group.with(extraction));
    } finally {
      now.factors.addFirst(extraction);
    }
  }

  /** Kernels of one family, and the rotators that were made of them. */
  private static final class Kernels {
    private final PolynomialKernel kernel;
    private final KeySwitchKernel keySwitch;
    private final BatchPlan.Groups groups;
    private final Map<BatchPlan.Path, Pool> pools = new EnumMap<>(BatchPlan.Path.class);
    private final Supplier<FactorExtraction> newFactors;
    private final ConcurrentLinkedDeque<FactorExtraction> factors = new ConcurrentLinkedDeque<>();

    Kernels(Shape shape, KernelFamily family) {
      this.kernel = family.kernel(shape);
      this.keySwitch = family.keySwitch();
      this.groups = family.groups(shape);
      this.newFactors = () -> new FactorExtraction(shape, family.kernel(FactorExtraction.column(shape)));
      pools.put(Path.SINGLES, new Pool(() -> family.singleRotator(shape, kernel)));
      pools.put(Path.FULL, new Pool(() -> family.laneRotator(shape)));
      pools.put(Path.HALF, new Pool(() -> family.halfGroupRotator(shape)));
    }
  }

  /** Idle rotators of one kind. At most one was made for each thread that rotated at the same time as others. */
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
