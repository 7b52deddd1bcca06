package dev.nightjar.bench.load;

/** What is read off a server that runs for long, and by how much it may grow over the second half of a soak. */
public enum Gauge {
  /** Bytes of the heap that are in use after a full collection. */
  HEAP("heap after a full collection", 0.05, 8 << 20),
  /** Bytes of the process in memory, less the heap that it has committed. */
  NATIVE("memory outside of the heap", 0.05, 24 << 20),
  /** Threads. */
  THREADS("threads", 0, 2),
  /** Open file descriptors. */
  DESCRIPTORS("file descriptors", 0, 4),
  /** Bytes of the key store, as {@code /health} says. */
  STORE("bytes in the key store", 0, 0);

  private final String text;
  private final double share;
  private final double least;

  Gauge(String text, double share, double least) {
    this.text = text;
    this.share = share;
    this.least = least;
  }

  /** What it is, for people. */
  public String text() {
    return text;
  }

  /** Growth that is not called a leak, for values like this one. */
  public double bound(double value) {
    return Math.max(least, share * value);
  }
}
