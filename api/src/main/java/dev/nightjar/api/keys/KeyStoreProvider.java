package dev.nightjar.api.keys;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes key stores of one kind; found as any {@link Extension} is.
 *
 * <p>A provider never fails to load: what its store lacks here it says in {@link #obstacle}.
 */
public interface KeyStoreProvider extends Extension {
  /** The name by which users choose this kind: ASCII letters, digits and dashes, at most 32, e.g. {@code memory}. */
  String name();

  /** The settings that {@link #create} takes; none by default. */
  default List<Setting> settings() {
    return List.of();
  }

  /** Why no store can be made here, with the remedy; empty when one can. Cheap; may be called often. */
  Optional<String> obstacle();

  /**
   * An open store, which the caller closes.
   *
   * @param settings values by name; those that are not given have their defaults
   * @throws NightjarException {@code UNAVAILABLE} when there is an {@link #obstacle}, {@code INVALID_NAME} when a
   *     setting is unknown or has a bad value
   */
  KeyStore create(Map<String, String> settings);
}
