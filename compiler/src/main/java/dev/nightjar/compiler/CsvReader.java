package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * Splits text into records: cells between separators, quotes around cells ({@code ""} inside for one, line breaks
 * inside allowed), lines that end as on any system. Reads no further than the record that it is asked for, but for what
 * it buffers, and never holds more than one. Messages name the line and the column.
 */
final class CsvReader {
  /** Most characters of a record: a file of one endless line is refused early. */
  static final int MAX_RECORD = 1 << 20;
  private static final int BUFFER = 1 << 14;

  private enum State {
    /** At the beginning of a cell, or after blanks there. */
    START,
    /** In a cell without quotes. */
    PLAIN,
    /** In quotes. */
    QUOTED,
    /** Right after a quote that closes them, unless another follows. */
    CLOSED,
    /** After that and blanks. */
    AFTER
  }

  private final String file;
  private final Reader in;
  private final char separator;
  private final char[] buffer = new char[BUFFER];
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int limit;
  private int line = 1;
  private int[] ends = new int[16];
  private int count;

  CsvReader(String file, Reader in, char separator) {
    this.file = file;
    this.in = in;
    this.separator = separator;
  }

  /** The next record that is not a blank line; null at the end. */
  CsvRecord next() throws IOException {
    CsvRecord record = read();
    while (record != null && record.blank()) {
      record = read();
    }
    return record;
  }

  private CsvRecord read() throws IOException {
    int c = take();
    if (c < 0) {
      return null;
    }
    text.setLength(0);
    count = 0;
    int first = line;
    int quoteLine = line;
    int taken = 0;
    State state = State.START;
    for (; !ends(state, c); c = take()) {
      if (++taken > MAX_RECORD) {
        throw wrong(first, "is longer than " + MAX_RECORD + " characters" + (state == State.QUOTED
            ? ", because of a quote that opens on line " + quoteLine + " and is not closed" : ""));
      }
      if (state == State.QUOTED) {
        if (c == '"') {
          state = State.CLOSED;
        } else {
          text.append((char) c);
          line += c == '\n' ? 1 : 0;
        }
      } else if (c == '"' && state == State.CLOSED) {
        text.append('"');
        state = State.QUOTED;
      } else if (c == '"' && state == State.START) {
        text.setLength(count == 0 ? 0 : ends[count - 1]);
        quoteLine = line;
        state = State.QUOTED;
      } else if (c == separator) {
        endCell();
        state = State.START;
      } else if (state == State.CLOSED || state == State.AFTER) {
        if (!Character.isWhitespace(c)) {
          throw wrong(line, "column " + (count + 1) + ": text follows a closing quote; inside of quotes, a quote is "
              + "written twice");
        }
        state = State.AFTER;
      } else {
        text.append((char) c);
        state = state == State.PLAIN || !Character.isWhitespace(c) ? State.PLAIN : State.START;
      }
    }
    if (state == State.QUOTED) {
      throw wrong(quoteLine, "column " + (count + 1) + ": a quote is not closed");
    }
    if (c == '\r' && peek() == '\n') {
      at++;
    }
    line++;
    endCell();
    return new CsvRecord(first, text.toString(), Arrays.copyOf(ends, count));
  }

  /** Whether a record ends here. */
  private static boolean ends(State state, int c) {
    return c < 0 || state != State.QUOTED && (c == '\n' || c == '\r');
  }

  private void endCell() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = text.length();
  }

  private int take() throws IOException {
    int c = peek();
    at += c < 0 ? 0 : 1;
    return c;
  }

  private int peek() throws IOException {
    if (at == limit) {
      limit = Math.max(0, in.read(buffer));
      at = 0;
    }
    return at < limit ? buffer[at] : -1;
  }

  char separator() {
    return separator;
  }

  private NightjarException wrong(int where, String problem) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, file + ", line " + where + ": " + problem);
  }
}
