package dev.nightjar.api.engine;

import dev.nightjar.api.NightjarException;
import java.util.Set;

/** The other engines that were found together with a provider, for one that builds on another. Thread-safe. */
public interface EngineProviders {
  /** The names of the others, sorted. */
  Set<String> names();

  /**
   * The provider of a name, to build on.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when there is none, or when it builds on the one that asks,
   *     directly or through others
   */
  EngineProvider require(String name);
}
