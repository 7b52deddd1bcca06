package dev.nightjar.engine.java;

import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.levelled.LevelledPool;
import dev.nightjar.engine.java.levelled.LevelledShape;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernels that an engine runs with now, and what it made of them for the shapes of its keys. They can be exchanged
 * for others of the same layouts while it works: what has begun ends with the old ones. Thread-safe.
 */
final class Kernels {
  private final KernelFamily plain = new PlainFamily(false);

  /** Guarded by this, as are the pools: nobody makes one of old kernels while new ones are taken into use. */
  private KernelFamily family;

  private final Map<Shape, RotatorPool> rotators = new HashMap<>();
  private final Map<LevelledShape, LevelledPool> levelled = new HashMap<>();

  Kernels(KernelFamily family) {
    this.family = family;
  }

  synchronized KernelFamily family() {
    return family;
  }

  /** The pool for keys of a shape. */
  synchronized RotatorPool rotators(Shape shape) {
    return rotators.computeIfAbsent(shape, s -> new RotatorPool(s, family));
  }

  /** The pool for levelled keys of a shape. */
  synchronized LevelledPool levelled(LevelledShape shape) {
    return levelled.computeIfAbsent(shape, s -> LevelledPool.of(s, this::levelledKernel));
  }

  private LevelledKernel levelledKernel(int polynomialSize, int rows) {
    return family.levelled(polynomialSize, rows)
        .orElseGet(() -> plain.levelled(polynomialSize, rows).orElseThrow());
  }

  /** Takes other kernels into use, for keys that are loaded, too. */
  synchronized void use(KernelFamily other) {
    family = other;
    rotators.values().forEach(pool -> pool.use(other));
    levelled.values().forEach(pool -> pool.use(this::levelledKernel));
  }
}
