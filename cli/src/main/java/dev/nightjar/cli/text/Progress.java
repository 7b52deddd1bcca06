package dev.nightjar.cli.text;

/** Something that takes a while, shown while it does. Told by one thread at a time; closed when it ends. */
public interface Progress extends AutoCloseable {
  /** So much of the total is done; never less than before. */
  void at(long done, long total);

  /** Ends the display. */
  @Override
  void close();
}
