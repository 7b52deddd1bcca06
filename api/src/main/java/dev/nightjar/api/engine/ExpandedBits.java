package dev.nightjar.api.engine;

/**
 * The bits of one query as GGSW ciphertexts in one engine's private form, made by {@link EngineKey#expand}. Immutable
 * until closed; several threads may evaluate diagrams on it at once.
 */
public interface ExpandedBits extends AutoCloseable {
  /** Number of bits. */
  int count();

  /** Memory that they hold, in bytes, heap and native together. */
  long memoryBytes();

  /** Frees them. Idempotent. Evaluations that are running finish first. */
  @Override
  void close();
}
