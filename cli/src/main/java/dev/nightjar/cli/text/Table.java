package dev.nightjar.cli.text;

import dev.nightjar.api.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of printable text, each as wide as its widest cell, under one line of heads. Not thread-safe. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();
  private final int columns;

  /** A table with these heads. */
  public Table(String... heads) {
    this.columns = heads.length;
    rows.add(printable(heads));
  }

  /** Appends a row, one cell for each head. */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("a row has " + columns + " cells, not " + cells.length);
    }
    rows.add(printable(cells));
    return this;
  }

  private static String[] printable(String... cells) {
    return Arrays.stream(cells).map(PrintableText::of).toArray(String[]::new);
  }

  /** The lines of the table: heads, a rule, rows. */
  public List<String> lines() {
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      lines.add(line(row, widths));
    }
    lines.add(1, "-".repeat(Arrays.stream(widths).sum() + GAP.length() * (columns - 1)));
    return lines;
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < row.length; c++) {
      line.append(c == 0 ? "" : GAP).append(row[c]).append(" ".repeat(widths[c] - row[c].length()));
    }
    return line.toString().stripTrailing();
  }
}
