package dev.nightjar.engine.java;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.api.engine.ExactProducts;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.engine.Products;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.levelled.LevelledEngineKey;
import dev.nightjar.engine.java.levelled.LevelledShape;
import dev.nightjar.engine.java.machine.Workers;
import dev.nightjar.engine.java.plain.PlainFamily;
import dev.nightjar.engine.java.product.FourierProducts;
import dev.nightjar.engine.java.ring.Shape;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.warmup.Healing;
import dev.nightjar.engine.java.warmup.Verdict;
import dev.nightjar.engine.java.warmup.WarmUp;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine in Java: a kernel family, a fixed set of threads, and rotators for each shape of its keys. */
final class JavaEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(JavaEngine.class);

  /** Longest wait for the kernels' compilation, in seconds. After it a key is loaded all the same. */
  private static final int PATIENCE_SECONDS = 15;

  /** Longest wait for the warm-up to end when the engine is closed: it notices after one run of a kernel. */
  private static final int CLOSE_MILLIS = 10_000;

  private final Kernels kernels;
  private final Workers workers;
  private final Thread warmUp = new Thread(this::warmUp, "nightjar-java-warm-up");
  private final CountDownLatch bootstraps = new CountDownLatch(1);
  private final CountDownLatch levelled = new CountDownLatch(1);
  private volatile EngineState state;
  private volatile boolean closed;

  JavaEngine(KernelFamily family, EngineOptions options) {
    this.kernels = new Kernels(family);
    this.workers = new Workers(options.threads());
    LOG.info("engine {}: kernel {}, {} threads{}", name(), family.description(), options.threads(),
        family.notes().isEmpty() ? "" : "; " + String.join("; ", family.notes()));
    if (family instanceof PlainFamily) {
      this.state = EngineState.READY;
      compiled();
    } else {
      this.state = new EngineState(EngineState.Phase.WARMING, "");
      warmUp.setDaemon(true);
      warmUp.start();
    }
  }

  private void compiled() {
    bootstraps.countDown();
    levelled.countDown();
  }

  @Override
  public String name() {
    return JavaEngineProvider.NAME;
  }

  @Override
  public EngineInfo info() {
    KernelFamily family = kernels.family();
    return new EngineInfo(name(), family.description(), workers.threads(), family.notes(), state);
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.BOOTSTRAP, Operation.LEVELLED, Operation.PRODUCTS, Operation.SEVERAL_VALUES);
  }

  /** Words of keyswitching keys are rounded to half their bits. */
  @Override
  public long keyHeapBytes(Parameters parameters, Set<KeyPart> parts) {
    return parts.stream().mapToLong(part -> part.rows(parameters)
        * ((long) part.maskWords(parameters) + part.bodyWords(parameters))
        * (part == KeyPart.KEYSWITCHING ? Integer.BYTES : Double.BYTES)).sum();
  }

  private void warmUp() {
    try {
      new Healing(new Patient(), this::tell).run();
    } finally {
      compiled();
    }
  }

  private void tell(EngineState now) {
    if (closed) {
      return;
    }
    state = now;
    switch (now.phase()) {
      case SLOW -> LOG.warn("engine {}: {}", name(), now);
      case HEALING -> LOG.info("engine {}: {}", name(), now);
      case WARMING, READY -> {
        if (now.detail().isEmpty()) {
          LOG.debug("engine {}: {}", name(), now);
        } else {
          LOG.info("engine {}: {}", name(), now);
        }
      }
    }
  }

  /** This engine's kernels, and how they are loaded anew. */
  private final class Patient implements Healing.Patient {
    private final WarmUp warmUp = WarmUp.ofThisJvm(new PlainFamily(false));

    @Override
    public Verdict examine() {
      return warmUp.run(kernels.family(), new WarmUp.Listener() {
        @Override
        public void bootstrapsCompiled() {
          bootstraps.countDown();
        }

        @Override
        public void levelledCompiled() {
          levelled.countDown();
        }
      });
    }

    @Override
    public Healing.Renewal renew() throws ReflectiveOperationException {
      KernelFamily fresh = FreshKernels.load(Map.of());
      return new Healing.Renewal(warmUp.run(fresh, WarmUp.Listener.NONE), () -> kernels.use(fresh));
    }

    @Override
    public void pause(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos(); left > 0 && !Thread.currentThread().isInterrupted();
          left = end - System.nanoTime()) {
        LockSupport.parkNanos(this, left);
      }
    }
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    requireOpen();
    if (key.parameters().levelled().isPresent()) {
      await(levelled);
      return new LevelledEngineKey(key, kernels.levelled(LevelledShape.of(key.parameters())), workers);
    }
    await(bootstraps);
    return new JavaEngineKey(key, kernels.rotators(Shape.of(key.parameters())), workers);
  }

  /** Polynomials of sizes that no kernel has are multiplied without one. */
  @Override
  public Products products(IntegerPolynomials factors) {
    requireOpen();
    await(bootstraps);
    return FourierProducts.supports(factors)
        ? new FourierProducts(factors, kernels.rotators(FourierProducts.shape(factors))::kernel, workers)
        : new ExactProducts(factors);
  }

  private void requireOpen() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the java engine is closed");
    }
  }

  /** Waits until the kernels are compiled, because loading a key uses vectors of other types: see {@link WarmUp}. */
  private void await(CountDownLatch compiled) {
    try {
      compiled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "interrupted while waiting for the java engine", e);
    }
  }

  /** Waits until the warm-up has ended, too: a host may take the classes away that it still uses. */
  @Override
  public void close() {
    closed = true;
    warmUp.interrupt();
    workers.close();
    try {
      warmUp.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
