package dev.nightjar.compiler;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The names of a table's columns.
 *
 * @param present whether the first record is a header
 * @param names one for each column, without blanks around it; all empty without a header
 */
record CsvHeader(boolean present, List<String> names) {
  /** Records that show what columns hold. */
  private static final int LOOKED_AT = 20;
  /** Fewest columns whose numbers 0, 1, … are taken for names, whatever else is there. */
  private static final int NUMBERED = 3;

  /**
   * The header, if there is one.
   *
   * @param wanted names that only a header holds
   * @param texts whether feature columns may hold text
   */
  static CsvHeader of(CsvTable table, Collection<String> wanted, boolean texts) {
    List<String> first = table.records().get(0).cells().stream().map(String::strip).toList();
    Set<String> names = new HashSet<>(wanted);
    boolean header = first.stream().anyMatch(names::contains) || isNumbered(table, first)
        || (texts ? !sameKinds(table, first) : isText(table, first));
    return new CsvHeader(header, header ? first : Collections.nCopies(first.size(), ""));
  }

  /** Columns named 0, 1, …, as data frames without names are written, perhaps after one for the row's number. */
  private static boolean isNumbered(CsvTable table, List<String> first) {
    int from = first.get(0).isEmpty() ? 1 : 0;
    int count = 0;
    while (from + count < first.size() && first.get(from + count).equals(String.valueOf(count))) {
      count++;
    }
    int left = first.size() - from - count;
    int last = first.size() - 1;
    return left == 0 && count >= NUMBERED || left == 1 && count > 0 && namesNumbers(table, first, last)
        || left == 1 && count >= NUMBERED && !isNumber(table, first, last) && isUnique(table, first, last);
  }

  private static boolean isUnique(CsvTable table, List<String> first, int column) {
    return table.records().stream().skip(1).noneMatch(record -> record.cell(column).strip().equals(first.get(column)));
  }

  /** A text above numbers, but for the last column; or nothing but texts. */
  private static boolean isText(CsvTable table, List<String> first) {
    return IntStream.range(0, first.size() - 1).anyMatch(column -> namesNumbers(table, first, column))
        || IntStream.range(0, first.size()).noneMatch(column -> isNumber(table, first, column));
  }

  /** Whether a column is text in the first record, and a number somewhere after it. */
  private static boolean namesNumbers(CsvTable table, List<String> first, int column) {
    CsvCells cells = new CsvCells(table.separator());
    List<CsvRecord> others = table.records().subList(1, Math.min(table.records().size(), LOOKED_AT + 1));
    return cells.number(first.get(column)) == null
        && others.stream().anyMatch(record -> isNumber(cells, record.cell(column)));
  }

  private static boolean isNumber(CsvTable table, List<String> first, int column) {
    return isNumber(new CsvCells(table.separator()), first.get(column));
  }

  private static boolean isNumber(CsvCells cells, String cell) {
    Double number = cells.number(cell);
    return number != null && !number.isNaN();
  }

  /** Whether columns hold the same kinds in the first record as in the second. */
  private static boolean sameKinds(CsvTable table, List<String> first) {
    return table.records().size() > 1 && IntStream.range(0, first.size())
        .noneMatch(column -> namesNumbers(table, first, column))
        && IntStream.range(0, first.size()).anyMatch(column -> isNumber(table, first, column));
  }
}
