package dev.nightjar.bench.load;

/**
 * How an endpoint is put under load.
 *
 * @param seconds of each step: each number of connections, each rate, each way of asking
 * @param connections that this client opens at most
 * @param crowd connections that fill a queue, so that further requests are refused; the server must take as many
 */
public record LoadPlan(double seconds, int connections, int crowd) {
  /** Eight seconds a step, 128 connections, a crowd of 320. */
  public static final LoadPlan DEFAULT = new LoadPlan(8, 128, 320);

  private static final int FEWEST = 52;

  /** Checks all. */
  public LoadPlan {
    if (!(seconds > 0) || seconds > 3600) {
      throw new IllegalArgumentException("a step takes more than 0 and at most 3600 seconds, not " + seconds);
    }
    if (connections < FEWEST || connections > 10_000) {
      throw new IllegalArgumentException("a load takes " + FEWEST + " to 10000 connections (50 of them are one greedy "
          + "caller's), not " + connections);
    }
    if (crowd < 1 || crowd > 10_000) {
      throw new IllegalArgumentException("a crowd has 1 to 10000 connections, not " + crowd);
    }
  }
}
