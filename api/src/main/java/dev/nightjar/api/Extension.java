package dev.nightjar.api;

/**
 * What a jar can add to Nightjar: model plugins, endpoint handlers, engines, key stores and listeners. All are found in
 * the same way, through {@link java.util.ServiceLoader}, on the class path or in a jar in the plugin folder, and need a
 * public no-argument constructor.
 */
public interface Extension {
  /** The version of the interfaces that extensions implement; raised by each change that old extensions cannot bear. */
  int API_VERSION = 2;

  /**
   * The {@link #API_VERSION} that the extension was compiled against: {@code return API_VERSION;}. It is refused when
   * that is not the version of the program that loads it.
   *
   * <p>Each extension says this itself: {@code javac} writes the constant's value into the extension's class, whereas
   * a default method here would be part of the program and would always answer with the program's own version.
   */
  int apiVersion();
}
