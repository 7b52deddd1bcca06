package dev.nightjar.api.engine;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;

/**
 * Something that bootstraps. Thread-safe: several threads may load keys and run batches at once; the engine's own
 * threads do the work.
 */
public interface Engine extends AutoCloseable {
  /** The name of its provider. */
  String name();

  /** What it is running with. */
  EngineInfo info();

  /**
   * Brings a standard-domain key into this engine's private form. Takes long (a fraction of a second) and much memory
   * ({@link EngineKey#memoryBytes()}): cache the result.
   *
   * @throws NightjarException when the parameters are not supported ({@code INVALID_PARAMETERS}) or the engine is
   *     closed ({@code UNAVAILABLE})
   */
  EngineKey load(EvaluationKey key);

  /** Stops the threads and frees native memory. Loaded keys can no longer be used. Idempotent. */
  @Override
  void close();
}
