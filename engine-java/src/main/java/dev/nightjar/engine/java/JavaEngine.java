package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.engine.Products;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.engine.java.levelled.LevelledEngineKey;
import dev.nightjar.engine.java.levelled.LevelledKernel;
import dev.nightjar.engine.java.levelled.LevelledPool;
import dev.nightjar.engine.java.levelled.LevelledShape;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.product.FourierProducts;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.rotation.RotatorPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine in Java: a kernel family, a fixed set of threads, and rotators for each shape of its keys. */
final class JavaEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(JavaEngine.class);

  /** Longest wait for the kernels' compilation, in seconds. After it a key is loaded all the same. */
  private static final int PATIENCE_SECONDS = 15;

  private final KernelFamily family;
  private final Workers workers;
  private final Map<Shape, RotatorPool> pools = new ConcurrentHashMap<>();
  private final Map<LevelledShape, LevelledPool> levelledPools = new ConcurrentHashMap<>();
  private final Thread warmUp = new Thread(this::warmUp, "nightjar-java-warm-up");
  private final CountDownLatch compiled = new CountDownLatch(1);
  private volatile Optional<String> slowStart = Optional.empty();
  private volatile boolean closed;

  JavaEngine(KernelFamily family, EngineOptions options) {
    this.family = family;
    this.workers = new Workers(options.threads());
    LOG.info("engine {}: kernel {}, {} threads{}", name(), family.description(), options.threads(),
        family.notes().isEmpty() ? "" : "; " + String.join("; ", family.notes()));
    warmUp.setDaemon(true);
    warmUp.start();
  }

  @Override
  public String name() {
    return JavaEngineProvider.NAME;
  }

  @Override
  public EngineInfo info() {
    List<String> notes = new ArrayList<>(family.notes());
    slowStart.ifPresent(notes::add);
    return new EngineInfo(name(), family.description(), workers.threads(), notes);
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.BOOTSTRAP, Operation.LEVELLED, Operation.PRODUCTS);
  }

  private void warmUp() {
    Optional<String> warning;
    try {
      warning = WarmUp.run(family, compiled::countDown);
    } finally {
      compiled.countDown();
    }
    if (closed) {
      return;
    }
    slowStart = warning;
    slowStart.ifPresent(text -> LOG.warn("engine {}: {}", name(), text));
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    requireOpen();
    awaitKernels();
    if (key.parameters().levelled().isPresent()) {
      LevelledPool pool = levelledPools.computeIfAbsent(LevelledShape.of(key.parameters()),
          shape -> LevelledPool.of(shape, this::levelledKernel));
      return new LevelledEngineKey(key, pool, workers);
    }
    RotatorPool rotators =
        pools.computeIfAbsent(Shape.of(key.parameters()), shape -> new RotatorPool(shape, family));
    return new JavaEngineKey(key, rotators, workers);
  }

  /** Polynomials of sizes that no kernel has are multiplied without one. */
  @Override
  public Products products(IntegerPolynomials factors) {
    requireOpen();
    awaitKernels();
    return FourierProducts.supports(factors)
        ? new FourierProducts(factors, family.kernel(FourierProducts.shape(factors)), workers)
        : new ExactProducts(factors);
  }

  private void requireOpen() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the java engine is closed");
    }
  }

  private LevelledKernel levelledKernel(int polynomialSize, int rows) {
    return family.levelled(polynomialSize, rows)
        .orElseGet(() -> new PlainFamily(false).levelled(polynomialSize, rows).orElseThrow());
  }

  /** Waits until the kernels are compiled, because loading a key uses vectors of other types: see {@link WarmUp}. */
  private void awaitKernels() {
    try {
      compiled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted while waiting for the java engine", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    warmUp.interrupt();
    workers.close();
  }
}
