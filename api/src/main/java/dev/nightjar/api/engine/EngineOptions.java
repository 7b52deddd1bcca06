package dev.nightjar.api.engine;

/**
 * What every engine is asked for at creation.
 *
 * @param threads worker threads, at least 1
 */
public record EngineOptions(int threads) {
  public EngineOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("an engine runs on 1 to 1024 threads, not " + threads);
    }
  }

  /** One thread for each processor that this JVM sees. */
  public static EngineOptions allProcessors() {
    return new EngineOptions(Runtime.getRuntime().availableProcessors());
  }
}
