package dev.nightjar.api.engine;

import java.util.List;

/**
 * What an engine is running with, for logs, {@code doctor} and {@code /health}.
 *
 * @param engine the provider's name
 * @param kernel which kernel was chosen and its width, e.g. {@code vector, 8 lanes of 64 bits}
 * @param threads worker threads
 * @param notes remedies and warnings, each one line; empty when there is nothing to say
 */
public record EngineInfo(String engine, String kernel, int threads, List<String> notes) {
  public EngineInfo {
    notes = List.copyOf(notes);
  }
}
