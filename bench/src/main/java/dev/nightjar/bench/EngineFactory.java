package dev.nightjar.bench;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;

/** Makes engines by name; a registry over {@link java.util.ServiceLoader} is one. */
@FunctionalInterface
public interface EngineFactory {
  /**
   * A running engine, which the caller closes.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when there is none of this name, or it cannot run
   *     here
   */
  Engine create(String name, EngineOptions options);
}
