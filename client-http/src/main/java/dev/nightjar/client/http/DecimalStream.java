package dev.nightjar.client.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A prefix, some bytes as decimal numbers with commas between them, a suffix: made while it is read. */
final class DecimalStream extends InputStream {
  private static final byte[][] TEXT = new byte[256][];

  static {
    for (int i = 0; i < TEXT.length; i++) {
      TEXT[i] = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final byte[] prefix;
  private final byte[] bytes;
  private final int end;
  private final byte[] suffix;
  /** Next byte to spell. */
  private int at;
  /** Text under way and how much of it is out: the prefix, a number, a comma, the suffix. */
  private byte[] text;
  private int written;
  private static final byte[] COMMA = {','};

  DecimalStream(byte[] prefix, byte[] bytes, int from, int length, byte[] suffix) {
    this.prefix = prefix;
    this.bytes = bytes;
    this.at = from;
    this.end = from + length;
    this.suffix = suffix;
    this.text = prefix;
  }

  /** Length of the numbers and commas. */
  static long textLength(byte[] bytes, int from, int length) {
    long total = Math.max(0, length - 1);
    for (int i = from; i < from + length; i++) {
      total += TEXT[bytes[i] & 0xff].length;
    }
    return total;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    int done = 0;
    while (done < length && advance()) {
      int step = Math.min(length - done, text.length - written);
      System.arraycopy(text, written, out, offset + done, step);
      written += step;
      done += step;
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  /** Whether there is text to write, taking the next piece when one is out. */
  private boolean advance() {
    if (written < text.length) {
      return true;
    }
    if (text == suffix) {
      return false;
    }
    boolean number = text != prefix && text != COMMA;
    if (at == end) {
      text = suffix;
    } else if (number) {
      text = COMMA;
    } else {
      text = TEXT[bytes[at++] & 0xff];
    }
    written = 0;
    return text.length > 0;
  }
}
