package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A CSV file as it is written: records of cells, nothing known of what they mean. UTF-8 with or without a byte order
 * mark, gzipped or not, columns separated by commas, semicolons or tabs. All records have equally many cells.
 *
 * @param file name for messages
 * @param separator what separates its columns
 * @param records at least one; the first may be a header
 */
record CsvTable(String file, char separator, List<CsvRecord> records) {
  /** Longest file, inflated, in bytes: a gzip bomb ends here. */
  private static final long MAX_BYTES = 1L << 30;
  private static final int SHOWN = 40;

  static CsvTable read(String file, InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    try (BufferedReader text = new BufferedReader(new InputStreamReader(
        new Bounded(file, gzip ? new GZIPInputStream(in) : in), StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      skipByteOrderMark(text);
      char separator = separator(text);
      return new CsvTable(file, separator, records(file, new CsvReader(file, text, separator)));
    } catch (CharacterCodingException e) {
      throw wrong(file + " is not UTF-8 text; save it as 'CSV UTF-8'", e);
    } catch (ZipException | EOFException e) {
      throw wrong(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
  }

  /** The separator, also where a first line {@code sep=;} states it, as spreadsheets write one. */
  private static char separator(BufferedReader text) throws IOException {
    text.mark(CsvSeparator.LOOKED_AT);
    char[] head = new char[CsvSeparator.LOOKED_AT];
    int length = 0;
    for (int n = 0; n >= 0 && length < head.length; n = text.read(head, length, head.length - length)) {
      length += n;
    }
    text.reset();
    String beginning = new String(head, 0, length);
    if (beginning.matches("(?s)sep=[,;\t]\\R.*")) {
      text.readLine();
      return beginning.charAt(4);
    }
    return CsvSeparator.of(beginning, length < head.length);
  }

  private static List<CsvRecord> records(String file, CsvReader reader) throws IOException {
    List<CsvRecord> records = new ArrayList<>();
    for (CsvRecord next = reader.next(); next != null; next = reader.next()) {
      int width = records.isEmpty() ? next.width() : records.get(0).width();
      if (next.width() != width) {
        throw wrong(file + ", line " + next.line() + ": has " + next.width() + " columns where line "
            + records.get(0).line() + " has " + width + (next.width() > width && reader.separator() == ','
                ? ": put texts with commas into quotes, and separate columns by semicolons where commas are decimal"
                : ""), null);
      }
      records.add(next);
    }
    if (records.isEmpty()) {
      throw wrong(file + " is empty", null);
    }
    return records;
  }

  int width() {
    return records.get(0).width();
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** A complaint about the file as a whole. */
  NightjarException wrong(String problem) {
    return wrong(file + " " + problem, null);
  }

  /** A complaint about a cell. */
  NightjarException wrong(CsvRecord record, int column, String name, String problem) {
    return wrong(file + ", line " + record.line() + ", column " + (column + 1)
        + (name.isEmpty() ? "" : " '" + shortened(name) + "'") + ": '" + shortened(record.cell(column).strip()) + "' "
        + problem, null);
  }

  private static NightjarException wrong(String message, Exception cause) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message, cause);
  }

  /** Counts bytes and stops at the limit. */
  private static final class Bounded extends FilterInputStream {
    private final String file;
    private long left = MAX_BYTES;

    Bounded(String file, InputStream in) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = super.read(b, off, len);
      count(Math.max(0, n));
      return n;
    }

    private void count(int n) {
      left -= n;
      if (left < 0) {
        throw new NightjarException(ErrorCode.TOO_LARGE, file + " is longer than " + MAX_BYTES + " bytes");
      }
    }
  }
}
