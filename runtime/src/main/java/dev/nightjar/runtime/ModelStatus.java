package dev.nightjar.runtime;

/**
 * What became of one version of a model of the folder, or of one that was added.
 *
 * @param name the model's name
 * @param version the version's number
 * @param state whether it is served
 * @param detail what it is, or why it cannot be served and the remedy
 */
public record ModelStatus(String name, int version, State state, String detail) {
  /** Whether a model is served. */
  public enum State {
    /** It is served. */
    SERVED,
    /** Its bundle cannot be used. */
    FAILED,
    /** It is there, and is not served because somebody who runs the server said so. */
    UNLOADED
  }
}
