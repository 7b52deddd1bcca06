package dev.nightjar.extensions;

/**
 * What became of one plugin.
 *
 * @param source file name of its jar, or {@code class path: <class>}
 * @param state where it is in its life
 * @param detail what it brings, or why it failed
 */
public record PluginStatus(String source, State state, String detail) {
  /** Where a plugin is in its life. */
  public enum State {
    /** Loaded and checked, not yet started. */
    DISCOVERED,
    /** At work. */
    ACTIVE,
    /** Refused or broken; the detail says why. */
    FAILED,
    /** Ended in order. */
    CLOSED
  }
}
