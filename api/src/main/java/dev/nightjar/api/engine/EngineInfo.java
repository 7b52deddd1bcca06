package dev.nightjar.api.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an engine is running with, for logs, {@code doctor} and {@code /health}.
 *
 * @param engine the provider's name
 * @param kernel which kernel was chosen and its width, e.g. {@code vector, 8 lanes of 64 bits}
 * @param threads worker threads
 * @param notes remedies and warnings, each one line; empty when there is nothing to say
 * @param state whether it is as fast as it gets
 */
public record EngineInfo(String engine, String kernel, int threads, List<String> notes, EngineState state) {
  public EngineInfo {
    notes = List.copyOf(notes);
    Objects.requireNonNull(state, "state");
  }

  /** What an engine runs with that is as fast as it gets from the start. */
  public EngineInfo(String engine, String kernel, int threads, List<String> notes) {
    this(engine, kernel, threads, notes, EngineState.READY);
  }

  /** The notes, and the state where there is something to say of it: one line each. */
  public List<String> remarks() {
    if (state.detail().isEmpty()) {
      return notes;
    }
    List<String> all = new ArrayList<>(notes);
    all.add(state.toString());
    return all;
  }

  /** The same with these notes. */
  public EngineInfo withNotes(List<String> others) {
    return new EngineInfo(engine, kernel, threads, others, state);
  }
}
