package dev.nightjar.cli;

import java.io.Writer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hands on whole lines. */
final class Lines extends Writer {
  /** The lines that are whole. */
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final StringBuilder open = new StringBuilder();

  @Override
  public void write(char[] text, int from, int length) {
    for (char c : new String(text, from, length).toCharArray()) {
      if (c == '\n') {
        lines.add(open.toString());
        open.setLength(0);
      } else {
        open.append(c);
      }
    }
  }

  @Override
  public void flush() {
  }

  @Override
  public void close() {
  }
}
