package dev.nightjar.runtime;

/**
 * What became of one model of the folder, or of one that was added.
 *
 * @param name the model's name, which is its folder's
 * @param state whether it is served
 * @param detail what it is, or why it cannot be served and the remedy
 */
public record ModelStatus(String name, State state, String detail) {
  /** Whether a model is served. */
  public enum State {
    /** It is served. */
    SERVED,
    /** Its bundle cannot be used. */
    FAILED
  }
}
