package dev.nightjar.compiler;

import java.util.Locale;
import java.util.Set;

/** What cells of a table mean. */
final class CsvCells {
  /** What data frames and spreadsheets write where a value is missing, in lower case. */
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "none", "nat");
  private static final int LONGEST_NUMBER = 400;

  private final boolean decimalCommas;

  /**
   * Cells of one table.
   *
   * @param separator what separates its columns; unless that is a comma, commas may be decimal
   */
  CsvCells(char separator) {
    decimalCommas = separator != ',';
  }

  static boolean missing(String cell) {
    String text = cell.strip();
    return text.isEmpty() || text.length() <= 4 && MISSING.contains(lower(text));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The number in a cell: NaN where it is missing, null where it is something else. True is 1, false is 0. */
  Double number(String cell) {
    if (missing(cell)) {
      return Double.NaN;
    }
    String text = cell.strip();
    if (text.equalsIgnoreCase("true")) {
      return 1.0;
    }
    if (text.equalsIgnoreCase("false")) {
      return 0.0;
    }
    return decimal(text.length() <= LONGEST_NUMBER ? withPoint(text) : text);
  }

  /** A decimal number; Java would also take hexadecimal ones and those with a type's letter. */
  private static Double decimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
        return null;
      }
    }
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether a cell is a number with a decimal comma. */
  boolean decimalComma(String cell) {
    return decimalCommas && CsvSeparator.DECIMAL_COMMA.matcher(cell).matches();
  }

  /** A cell in which a decimal comma is a point; others as they are. */
  String withPoint(String cell) {
    return decimalComma(cell) ? cell.replace(',', '.') : cell;
  }
}
