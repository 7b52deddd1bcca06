package dev.nightjar.client;

/**
 * Where {@link KeyGenerator} gets its threads from: the one thing of the host that key generation can make use of. This
 * module starts no threads itself, so that it also runs where there are none.
 */
@FunctionalInterface
public interface Parallelism {
  /** Everything on the calling thread. */
  Parallelism NONE = Runnable::run;

  /**
   * Runs a task on the calling thread and, at the same time, on any number of others; returns when all of these runs
   * have ended, also when it throws or the calling thread is interrupted: the task works with a secret key that is
   * wiped afterwards.
   *
   * @param task may run any number of times at once, at least once; throws nothing
   */
  void run(Runnable task);
}
