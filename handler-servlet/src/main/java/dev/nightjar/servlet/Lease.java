package dev.nightjar.servlet;

import java.util.ArrayList;
import java.util.List;

/** The buffers of one request, given back together when it has been answered. Not thread-safe. */
final class Lease implements AutoCloseable {
  private final List<ByteSink> sinks = new ArrayList<>();

  ByteSink add(ByteSink sink) {
    sinks.add(sink);
    return sink;
  }

  /** Gives every buffer back. Idempotent. */
  @Override
  public void close() {
    sinks.forEach(ByteSink::close);
  }
}
