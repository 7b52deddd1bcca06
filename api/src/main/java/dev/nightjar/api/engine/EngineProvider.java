package dev.nightjar.api.engine;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;

/**
 * Makes engines of one kind; found as any {@link Extension} is.
 *
 * <p>A provider never fails to load: what its engine lacks on this machine it reports in {@link #availability()}, with
 * the reason and the remedy.
 */
public interface EngineProvider extends Extension {
  /** The name by which users choose this engine: ASCII letters, digits and dashes, at most 32, e.g. {@code java}. */
  String name();

  /** Preference of {@code auto} before it has measured: the available engine of the lowest rank. */
  int rank();

  /** Whether {@link #create} can succeed here, and if not, why. Cheap; may be called often. */
  Availability availability();

  /**
   * A running engine, which the caller closes.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when {@link #availability()} says no
   */
  Engine create(EngineOptions options);
}
