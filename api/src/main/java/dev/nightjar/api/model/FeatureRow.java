package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.List;

/**
 * One row of raw inputs: numbers, texts and missing cells. Immutable and thread-safe. A missing cell is NaN as a number
 * and empty as a text.
 */
public final class FeatureRow {
  private final double[] numbers;

  /** Null where a cell is a number; the array is null where all are. */
  private final String[] texts;

  private FeatureRow(double[] numbers, String[] texts) {
    this.numbers = numbers;
    this.texts = texts;
  }

  /** A row of numbers; NaN is a missing one. */
  public static FeatureRow of(double... numbers) {
    return new FeatureRow(numbers.clone(), null);
  }

  /**
   * A row of cells.
   *
   * @param cells each a {@code Number}, a {@code String}, a {@code Boolean} (1 or 0) or null, which is missing
   * @throws NightjarException {@link ErrorCode#MALFORMED_REQUEST} for anything else, and for integers that no double
   *     holds exactly
   */
  public static FeatureRow of(List<?> cells) {
    double[] numbers = new double[cells.size()];
    String[] texts = new String[numbers.length];
    boolean numeric = true;
    for (int i = 0; i < numbers.length; i++) {
      Object cell = cells.get(i);
      if (cell instanceof String text) {
        texts[i] = text;
        numeric = false;
      }
      numbers[i] = number(i, cell);
    }
    return new FeatureRow(numbers, numeric ? null : texts);
  }

  private static double number(int i, Object cell) {
    if (cell == null || cell instanceof String) {
      return Double.NaN;
    }
    if (cell instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (cell instanceof Number number) {
      double value = number.doubleValue();
      if (!(number instanceof Long integer) || (long) value == integer && value != 0x1p63) {
        return value;
      }
    }
    throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "cell " + i + " is a number, a text, a truth value or "
        + "nothing, not "
        + (cell instanceof Long ? "an integer that no double holds exactly" : cell.getClass().getName()));
  }

  /** Number of cells. */
  public int size() {
    return numbers.length;
  }

  /** Whether a cell holds text. */
  public boolean isText(int i) {
    return texts != null && texts[i] != null;
  }

  /** A cell as a number: NaN where it is missing or holds text. */
  public double number(int i) {
    return numbers[i];
  }

  /** A cell as a text: empty where it is missing or holds a number. */
  public String text(int i) {
    return isText(i) ? texts[i] : "";
  }

  /** Whether a cell is missing: neither a text nor a number other than NaN. */
  public boolean isMissing(int i) {
    return !isText(i) && Double.isNaN(numbers[i]);
  }

  /** Whether no cell holds text. */
  public boolean isNumeric() {
    return texts == null;
  }

  /** The cells as numbers, a copy. */
  public double[] numbers() {
    return numbers.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureRow that && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(texts, that.texts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(texts);
  }

  /** The number of cells alone: rows may be private. */
  @Override
  public String toString() {
    return "FeatureRow of " + numbers.length + " cells";
  }
}
