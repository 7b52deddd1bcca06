package dev.nightjar.api.engine;

import java.util.Locale;

/**
 * How fast an engine is just now, for logs, {@code doctor} and {@code /health}. An engine answers in every state.
 *
 * @param phase what it does about its speed
 * @param detail a sentence for people, with the remedy where there is one; empty when there is nothing to say
 */
public record EngineState(Phase phase, String detail) {
  /** As fast as it gets. */
  public static final EngineState READY = new EngineState(Phase.READY, "");

  /** What an engine does about its speed. */
  public enum Phase {
    /** Its code is being compiled. */
    WARMING,
    /** It is as fast as it gets on this machine. */
    READY,
    /** Its code was compiled badly, and it loads it anew, in the background. */
    HEALING,
    /** Its code was compiled badly, and nothing more is tried. */
    SLOW
  }

  public EngineState {
    if (phase == null || detail == null) {
      throw new IllegalArgumentException("the state of an engine has a phase and a detail, which may be empty");
    }
  }

  /** Whether this is {@link Phase#READY}. */
  public boolean ready() {
    return phase == Phase.READY;
  }

  /** The phase in lower case, and the detail. */
  @Override
  public String toString() {
    String name = phase.name().toLowerCase(Locale.ROOT);
    return detail.isEmpty() ? name : name + ": " + detail;
  }
}
