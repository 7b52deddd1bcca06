package dev.nightjar.api.engine;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.List;

/**
 * Makes engines of one kind; found as any {@link Extension} is.
 *
 * <p>A provider never fails to load: what its engine lacks on this machine it reports in {@link #availability()}, with
 * the reason and the remedy.
 *
 * <p>An engine that builds on another must not look for it with {@code ServiceLoader}, which finds the provider itself
 * again, and from a plugin's jar finds nothing else. It takes it from {@link #attach}; {@link ForwardingEngineProvider}
 * helps.
 */
public interface EngineProvider extends Extension {
  /**
   * The name by which users choose this engine: ASCII letters, digits and dashes, at most 32, e.g. {@code java}; not
   * {@code auto}, which lets Nightjar choose.
   */
  String name();

  /** Preference of {@code auto} among engines that are equally fast as far as was measured: the lowest rank. */
  int rank();

  /** The settings that {@link #create} takes. */
  default List<Setting> settings() {
    return List.of();
  }

  /**
   * Called once before all methods but {@link #name} and {@link #apiVersion}.
   *
   * @param others the other engines that were found, which have not all been attached yet; keep it for later
   */
  default void attach(EngineProviders others) {
  }

  /** Whether {@link #create} can succeed here, and if not, why. Cheap; may be called often. */
  Availability availability();

  /**
   * A running engine, which the caller closes.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when {@link #availability()} says no, or a setting is not one
   *     of {@link #settings}, see {@link EngineOptions#requireKnown}
   */
  Engine create(EngineOptions options);
}
