package dev.nightjar.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A record of a CSV file: its cells as they were written, without the quotes around them. Holds one text and where its
 * cells end, since tables have many short cells.
 *
 * @param line line that it begins on, counted from 1
 * @param text all cells, one after the other
 * @param ends where each cell ends in the text; not copied
 */
record CsvRecord(int line, String text, int[] ends) {
  int width() {
    return ends.length;
  }

  /** A cell as it was written. */
  String cell(int column) {
    return text.substring(column == 0 ? 0 : ends[column - 1], ends[column]);
  }

  List<String> cells() {
    return IntStream.range(0, width()).mapToObj(this::cell).toList();
  }

  /** Nothing but blanks in a single cell: a blank line. */
  boolean blank() {
    return width() == 1 && text.isBlank();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CsvRecord that && line == that.line && text.equals(that.text)
        && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + line;
  }
}
