package dev.nightjar.bench;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import java.util.Optional;

/** Makes engines by name; a registry of engines is one. */
@FunctionalInterface
public interface EngineFactory {
  /**
   * A running engine, which the caller closes.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when there is none of this name, or it cannot run
   *     here
   */
  Engine create(String name, EngineOptions options);

  /**
   * The parts of an engine of this name, which the caller closes; empty where it shows none.
   *
   * @throws NightjarException {@code INVALID_PARAMETERS} when the engine does not support the set
   */
  default Optional<EngineParts> parts(String name, Parameters set) {
    return Optional.empty();
  }
}
