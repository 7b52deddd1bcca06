package dev.nightjar.bench;

import java.util.List;

/** The parts of an engine by themselves, for one parameter set. For one thread at a time. */
public interface EngineParts extends AutoCloseable {
  /** What the engine computes with. */
  String kernel();

  /** Those that the engine has. */
  List<Task> tasks();

  /** Frees the keys. */
  @Override
  void close();

  /**
   * A part that can be run.
   *
   * @param part which
   * @param together ciphertexts at once
   * @param units how many {@link Part#unit units} one run does
   * @param runs runs it a number of times
   */
  record Task(Part part, int together, double units, Runs runs) {
  }

  /** Does something again and again. */
  @FunctionalInterface
  interface Runs {
    /** Does it {@code times} times. */
    void run(int times);
  }
}
