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
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Strict CSV: commas, an optional header, quotes around fields ({@code ""} inside for one), UTF-8, gzipped or
 * not. Messages name the line and the column.
 */
final class CsvParser {
  /** Longest file, inflated, in bytes: a gzip bomb ends here. */
  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_LINE = 1 << 20;
  private static final int SHOWN = 40;

  private enum Label { NONE, LAST, NAMED }

  private final Label label;
  private final String labelName;
  private String file;
  private int lineNumber;

  private CsvParser(Label label, String labelName) {
    this.label = label;
    this.labelName = labelName;
  }

  static CsvParser noLabel() {
    return new CsvParser(Label.NONE, null);
  }

  static CsvParser lastLabel() {
    return new CsvParser(Label.LAST, null);
  }

  static CsvParser named(String name) {
    return new CsvParser(Label.NAMED, name);
  }

  CsvData parse(String name, InputStream raw) throws IOException {
    file = name;
    BufferedInputStream in = new BufferedInputStream(raw);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    InputStream plain = new Bounded(gzip ? new GZIPInputStream(in) : in);
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(plain,
        StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      return parse(lines);
    } catch (CharacterCodingException e) {
      throw wrong("is not UTF-8 text", e);
    } catch (ZipException | EOFException e) {
      throw wrong("is damaged: " + e.getMessage(), e);
    }
  }

  private CsvData parse(BufferedReader lines) throws IOException {
    List<String> first = next(lines);
    if (first == null) {
      throw wrong("is empty", null);
    }
    int labelAt = label == Label.NONE ? -1 : first.size() - 1;
    if (label == Label.NAMED) {
      labelAt = first.indexOf(labelName);
      if (labelAt < 0 || first.lastIndexOf(labelName) != labelAt) {
        throw wrong("must have one column '" + labelName + "' in its header; it has "
            + shortened(first.toString()), null);
      }
    }
    int features = first.size() - (labelAt < 0 ? 0 : 1);
    if (features < 1) {
      throw wrong("has no feature columns", null);
    }
    boolean header = label == Label.NAMED || isHeader(first, labelAt);
    List<String> names = header ? new ArrayList<>(first)
        : new ArrayList<>(IntStream.range(0, first.size()).mapToObj(i -> "x" + i).toList());
    if (labelAt >= 0) {
      names.remove(labelAt);
    }
    List<double[]> rows = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (List<String> fields = header ? next(lines) : first; fields != null; fields = next(lines)) {
      if (fields.size() != first.size()) {
        throw wrong("has " + fields.size() + " columns where line 1 has " + first.size(), null);
      }
      rows.add(numbers(fields, labelAt));
      if (labelAt >= 0) {
        labels.add(fields.get(labelAt).strip());
      }
    }
    lineNumber = 0;
    if (rows.isEmpty()) {
      throw wrong("has a header and no rows", null);
    }
    return new CsvData(names, rows.toArray(double[][]::new), labels);
  }

  /** A first line is a header unless all of its features are numbers. */
  private static boolean isHeader(List<String> fields, int labelAt) {
    for (int i = 0; i < fields.size(); i++) {
      if (i != labelAt && number(fields.get(i)) == null) {
        return true;
      }
    }
    return false;
  }

  private double[] numbers(List<String> fields, int labelAt) {
    double[] out = new double[fields.size() - (labelAt < 0 ? 0 : 1)];
    int at = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (i != labelAt) {
        Double x = number(fields.get(i));
        if (x == null || !Double.isFinite(x)) {
          throw wrong("column " + (i + 1)
              + ": '" + shortened(fields.get(i)) + "' is not a finite number", null);
        }
        out[at++] = x;
      }
    }
    return out;
  }

  private static Double number(String field) {
    try {
      return Double.valueOf(field.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The fields of the next line that is not empty. */
  private List<String> next(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      lineNumber++;
      if (line.length() > MAX_LINE) {
        throw wrong("is longer than " + MAX_LINE + " characters", null);
      }
      if (lineNumber == 1 && line.startsWith("\uFEFF")) {
        line = line.substring(1);
      }
      if (!line.isBlank()) {
        return fields(line);
      }
    }
    return null;
  }

  private List<String> fields(String line) {
    List<String> out = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        out.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw wrong("column " + (out.size() + 1) + ": a quote is not closed", null);
    }
    out.add(field.toString());
    return out;
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private NightjarException wrong(String problem, Exception cause) {
    return new NightjarException(ErrorCode.INVALID_FORMAT,
        file + (lineNumber > 0 ? ", line " + lineNumber + ": " : " ") + problem, cause);
  }

  /** Counts bytes and stops at the limit. */
  private final class Bounded extends FilterInputStream {
    private long left = MAX_BYTES;

    Bounded(InputStream in) {
      super(in);
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
