package dev.nightjar.api.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.params.Parameters;
import java.util.Optional;
import java.util.Set;

/**
 * Computes on ciphertexts. Thread-safe: several threads may load keys and run batches at once; the engine's own threads
 * do the work. An engine that wraps another extends {@link ForwardingEngine}, so that it stays whole when methods are
 * added here.
 */
public interface Engine extends AutoCloseable {
  /** The name of its provider. */
  String name();

  /** What it is running with. */
  EngineInfo info();

  /** What it can compute. A model is served by an engine only if the engine has all operations that it needs. */
  default Set<Operation> operations() {
    return Set.of(Operation.BOOTSTRAP);
  }

  /**
   * Brings a standard-domain key into this engine's private form. Takes long (a fraction of a second) and much memory
   * ({@link EngineKey#memoryBytes()}): cache the result.
   *
   * @param reference where the key is stored, for engines that compute elsewhere and send on the bytes only of keys
   *     that are not there yet; empty for a key that lies in no store, as in a bench
   * @param key the whole key
   * @throws NightjarException when the parameters are not supported ({@code INVALID_PARAMETERS}) or the engine is
   *     closed ({@code UNAVAILABLE})
   */
  EngineKey load(Optional<KeyReference> reference, EvaluationKey key);

  /** Brings a key that lies in no store into this engine's private form. */
  default EngineKey load(EvaluationKey key) {
    return load(Optional.empty(), key);
  }

  /**
   * Heap that a key of these parts takes once it is loaded, in bytes, or a bound on it: what a server looks at before
   * it serves a model. Native memory does not count. By default every word of the key, masks included.
   */
  default long keyHeapBytes(Parameters parameters, Set<KeyPart> parts) {
    return parts.stream().mapToLong(part -> part.rows(parameters)
        * ((long) part.maskWords(parameters) + part.bodyWords(parameters)) * Long.BYTES).sum();
  }

  /**
   * Brings polynomials of integers into this engine's private form, to multiply by ({@link Operation#PRODUCTS}). What
   * {@link ExactProducts} gives is right for every engine.
   *
   * @throws NightjarException {@code UNAVAILABLE} when the engine does not have the operation or is closed
   */
  default Products products(IntegerPolynomials factors) {
    throw new NightjarException(ErrorCode.UNAVAILABLE, "the engine " + name() + " has no products of polynomials; those"
        + " in plain Java need none");
  }

  /** Stops the threads and frees native memory. Loaded keys can no longer be used. Idempotent. */
  @Override
  void close();
}
