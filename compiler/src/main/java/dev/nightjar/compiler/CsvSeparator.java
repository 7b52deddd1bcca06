package dev.nightjar.compiler;

import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds out which character separates the columns of a table, from its first records. */
final class CsvSeparator {
  /** What can separate columns; the first one is taken where nothing speaks for another. */
  static final List<Character> ALL = List.of(',', ';', '\t');
  /** Characters of a file that are looked at. */
  static final int LOOKED_AT = CsvReader.MAX_RECORD;
  /** A number whose fraction follows a comma. */
  static final Pattern DECIMAL_COMMA = Pattern.compile("\\s*[+-]?[0-9]{1,40},[0-9]{1,40}([eE][+-]?[0-9]{1,4})?\\s*");
  private static final int RECORDS = 50;

  private CsvSeparator() {
  }

  /**
   * The separator under which all records have equally many columns. Of a comma and another under which they do, the
   * comma is the separator unless it is only ever found inside of numbers.
   *
   * @param head the beginning of a file
   * @param whole whether that is all of it
   */
  static char of(String head, boolean whole) throws IOException {
    char found = 0;
    for (char candidate : ALL) {
      List<CsvRecord> records = records(head, whole, candidate);
      if (!regular(records) || candidate != ',' && found == ',' && !onlyDecimalCommas(records)) {
        continue;
      }
      found = candidate;
    }
    return found != 0 ? found : mostFrequent(head);
  }

  private static List<CsvRecord> records(String head, boolean whole, char separator) throws IOException {
    CsvReader reader = new CsvReader("", new StringReader(head), separator);
    List<CsvRecord> records = new ArrayList<>();
    boolean cut = !whole;
    try {
      for (CsvRecord next = reader.next(); next != null && records.size() <= RECORDS; next = reader.next()) {
        records.add(next);
      }
      cut &= records.size() <= RECORDS;
    } catch (NightjarException e) {
      cut = false;  // the record that is cut off in quotes, or broken, is not among them
    }
    return cut && !records.isEmpty() ? records.subList(0, records.size() - 1) : records;
  }

  private static boolean regular(List<CsvRecord> records) {
    return !records.isEmpty() && records.get(0).width() > 1
        && records.stream().allMatch(record -> record.width() == records.get(0).width());
  }

  private static boolean onlyDecimalCommas(List<CsvRecord> records) {
    return records.stream().flatMap(record -> record.cells().stream())
        .allMatch(cell -> cell.indexOf(',') < 0 || DECIMAL_COMMA.matcher(cell).matches());
  }

  /** Records differ under every separator, so that one of them is broken: which, is told under the most likely one. */
  private static char mostFrequent(String head) {
    String line = head.lines().filter(text -> !text.isBlank()).findFirst().orElse("");
    char most = ALL.get(0);
    for (char candidate : ALL) {
      if (count(line, candidate) > count(line, most)) {
        most = candidate;
      }
    }
    return most;
  }

  private static long count(String line, char separator) {
    return line.chars().filter(c -> c == separator).count();
  }
}
