package dev.nightjar.cli;

import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.runtime.engine.EngineRegistry;
import picocli.CommandLine.Option;

/** The options of every command that computes on ciphertexts. */
final class EngineChoice {
  @Option(names = "--engine", paramLabel = "NAME[:SETTING=VALUE]", defaultValue = "auto",
      description = "Engine to compute with, and its settings, e.g. java:kernel=plain; 'doctor' lists them (default: "
          + "${DEFAULT-VALUE}, the fastest, by measuring where there are several).")
  private String engine;

  @Option(names = "--threads", paramLabel = "N",
      description = "Threads of the engine (default: one for each processor).")
  private Integer threads;

  /**
   * Checks that there is such an engine, before time is spent on what it is to compute with.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with those that there are
   */
  void require() {
    EngineRegistry.discover().require(engine);
  }

  /** Asks a runtime for this engine. */
  RuntimeBuilder apply(RuntimeBuilder builder) {
    builder.engine(engine);
    if (threads != null) {
      builder.threads(threads);
    }
    return builder;
  }
}
