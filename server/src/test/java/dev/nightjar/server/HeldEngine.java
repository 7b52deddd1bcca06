package dev.nightjar.server;

import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.keys.KeyReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An engine that stands still while it loads a key, until it is let go and then fails. */
final class HeldEngine implements Engine {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /** Waits until an inference has come this far. */
  void awaitReached() throws InterruptedException {
    reached.await();
  }

  /** Whether one has. */
  boolean reached() {
    return reached.getCount() == 0;
  }

  void release() {
    released.countDown();
  }

  @Override
  public String name() {
    return "held";
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo("held", "none", 1, List.of());
  }

  @Override
  public EngineKey load(Optional<KeyReference> reference, EvaluationKey key) {
    reached.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("secret message");
  }

  @Override
  public void close() {
    release();
  }
}
