package dev.nightjar.bench.load;

import java.io.IOException;

/** What is done again and again: one request, or a few that belong together. Thread-safe. */
interface Operation {
  /**
   * Does it once.
   *
   * @param wire of this thread alone
   * @throws IOException when there is no answer
   */
  Outcome perform(Wire wire) throws IOException;
}
