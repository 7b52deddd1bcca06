package dev.nightjar.client;

/** Told how far a long operation has come. Calls never overlap; they may come from several threads. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (done, total) -> { };

  /**
   * Something was done.
   *
   * @param done units (rows or bytes, as the operation says) done so far; never decreases
   * @param total units in all
   */
  void update(long done, long total);
}
