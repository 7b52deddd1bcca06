package dev.nightjar.api.engine;

/**
 * Whether an engine can run here.
 *
 * @param available true when it can
 * @param detail one line: what it would run with, or why it cannot and the remedy
 */
public record Availability(boolean available, String detail) {
  /** It can run. */
  public static Availability yes(String detail) {
    return new Availability(true, detail);
  }

  /** It cannot, for this reason. */
  public static Availability no(String reasonAndRemedy) {
    return new Availability(false, reasonAndRemedy);
  }
}
