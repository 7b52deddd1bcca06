package dev.nightjar.bench.load;

import java.util.OptionalLong;

/** Processor time of this process and of the server's. */
final class CpuClock {
  private final OptionalLong server;
  private double client;
  private double there;

  /**
   * A clock that starts now.
   *
   * @param server id of its process, where it runs on this machine and is known
   */
  CpuClock(OptionalLong server) {
    this.server = server;
    this.client = seconds(ProcessHandle.current());
    this.there = serverSeconds();
  }

  /**
   * Processor time for each operation since the last lap, in milliseconds.
   *
   * @param client of this process
   * @param server NaN where it is not known
   */
  record Lap(double client, double server) {
  }

  Lap lap(long operations) {
    double clientNow = seconds(ProcessHandle.current());
    double serverNow = serverSeconds();
    Lap lap = new Lap(1e3 * (clientNow - client) / Math.max(1, operations),
        1e3 * (serverNow - there) / Math.max(1, operations));
    client = clientNow;
    there = serverNow;
    return lap;
  }

  private double serverSeconds() {
    return server.isEmpty() ? Double.NaN
        : ProcessHandle.of(server.getAsLong()).map(CpuClock::seconds).orElse(Double.NaN);
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(spent -> spent.toNanos() / 1e9).orElse(Double.NaN);
  }
}
