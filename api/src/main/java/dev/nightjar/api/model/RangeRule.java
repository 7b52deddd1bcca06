package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * How the range of a uniform quantizer follows from the values of a feature in the calibration rows. The range goes to
 * every client in {@code client.zip}, and its ends are values of single rows: the top salary, the oldest patient. So
 * they are rounded outward unless the exact ones are asked for. Immutable.
 *
 * <p>Rounding is to multiples of a unit: the largest of 1, 2 or 5 times a power of ten that is at most a fiftieth of
 * the range. An end then tells its row's value to within 0.8 to 2 % of the range, zero stays zero, and the range grows
 * by less than 4 %, which is 0.06 bits of a feature; with units of a twentieth the demo's tree was measured to predict
 * two of 691 rows otherwise. Where values stand in a raster, as ages in years do, such a unit could be a single step of
 * it, and the end exact: there units are up to two steps, but no more than a twentieth of the range. A value that is
 * the same in all rows is rounded to two digits.
 *
 * @param exact whether ends are the least and the greatest value as they are
 * @param tail share of the rows that may lie outside of the range at each end, 0 to less than 0.5; the end then is a
 *     quantile, rounded. Where both quantiles are one value although the feature varies, the whole range is taken.
 */
public record RangeRule(boolean exact, double tail) {
  /** The whole range, rounded outward: the default. */
  public static final RangeRule ROUNDED = new RangeRule(false, 0);
  /** The whole range to the last digit: tells every client the extreme values of the calibration rows. */
  public static final RangeRule EXACT = new RangeRule(true, 0);

  private static final String QUANTILE = "quantile:";
  private static final int PARTS = 50;
  private static final int FENCE = 4;
  private static final int RASTER_PARTS = 20;
  /** Steps of 0.1 between doubles are a little more or less. */
  private static final double SLACK = 1 + 1e-9;

  public RangeRule {
    if (!(tail >= 0 && tail < 0.5) || exact && tail > 0) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "the share of rows outside of a range is 0 to less than 0.5"
          + " at each end, and 0 for an exact range, not " + tail);
    }
  }

  /** Between two quantiles, rounded outward: a row of the extreme shares tells nothing and is clipped. */
  public static RangeRule quantiles(double tail) {
    return new RangeRule(false, tail);
  }

  /**
   * The rule of a text, {@code rounded}, {@code exact} or {@code quantile:0.01}.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} for another text
   */
  public static RangeRule parse(String text) {
    if (text.equals("rounded")) {
      return ROUNDED;
    }
    if (text.equals("exact")) {
      return EXACT;
    }
    if (text.startsWith(QUANTILE)) {
      try {
        return quantiles(Double.parseDouble(text.substring(QUANTILE.length())));
      } catch (NumberFormatException e) {
        // refused below, as any other text is
      }
    }
    throw new NightjarException(ErrorCode.NOT_COMPILABLE,
        "ranges are rounded, exact or quantile:SHARE, e.g. quantile:0.01, not '" + text + "'");
  }

  /**
   * The quantizer of a feature.
   *
   * @param rows calibration rows, at least one; values that are missing (NaN) are left out
   * @param levels of the quantizer, see {@link FeatureQuantizer.Uniform}
   */
  public FeatureQuantizer.Uniform quantizer(double[][] rows, int feature, int levels) {
    double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[feature])
        .filter(x -> !Double.isNaN(x)).sorted().toArray();
    if (sorted.length == 0) {
      return FeatureQuantizer.Uniform.over(0, 0, levels);
    }
    int outside = (int) (tail * sorted.length);
    double min = sorted[outside];
    double max = sorted[sorted.length - 1 - outside];
    if (min == max) {
      min = sorted[0];
      max = sorted[sorted.length - 1];
    }
    return over(sorted, min, max, levels);
  }

  /**
   * The quantizer of a feature over a range that a few rows far outside do not stretch: no further than {@value #FENCE}
   * times the distance between the quantiles of 5 and 95 percent beyond these. Of an exact rule and of one with
   * quantiles the same as {@link #quantizer}.
   *
   * @param rows calibration rows, at least one; values that are missing (NaN) are left out
   * @param levels of the quantizer, see {@link FeatureQuantizer.Uniform}
   */
  public FeatureQuantizer.Uniform robustQuantizer(double[][] rows, int feature, int levels) {
    double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[feature])
        .filter(x -> !Double.isNaN(x)).sorted().toArray();
    double[] distinct = distinct(sorted);
    if (exact || tail > 0 || distinct.length < 2) {
      return quantizer(rows, feature, levels);
    }
    // Where almost all rows have one value, the others say how far values lie apart.
    double[] spread = high(sorted) > low(sorted) ? sorted : distinct;
    double low = low(spread);
    double high = high(spread);
    if (!(low < high)) {
      return quantizer(rows, feature, levels);
    }
    double fence = FENCE * (high - low);
    return over(sorted, Math.max(sorted[0], low - fence), Math.min(sorted[sorted.length - 1], high + fence), levels);
  }

  private static double[] distinct(double[] sorted) {
    double[] out = new double[sorted.length];
    int count = 0;
    for (double value : sorted) {
      if (count == 0 || value > out[count - 1]) {
        out[count++] = value;
      }
    }
    return Arrays.copyOf(out, count);
  }

  private static double low(double[] sorted) {
    return sorted[(int) Math.ceil(0.05 * (sorted.length - 1))];
  }

  private static double high(double[] sorted) {
    return sorted[(int) Math.floor(0.95 * (sorted.length - 1))];
  }

  private FeatureQuantizer.Uniform over(double[] sorted, double min, double max, int levels) {
    double unit = exact ? 0 : unit(min, max, step(sorted));
    return unit == 0 ? FeatureQuantizer.Uniform.over(min, max, levels)
        : FeatureQuantizer.Uniform.over(rounded(min, unit, RoundingMode.FLOOR),
            rounded(max, unit, RoundingMode.CEILING), levels);
  }

  /** The least distance of two values, infinite when there is one alone. */
  private static double step(double[] sorted) {
    double step = Double.POSITIVE_INFINITY;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] > sorted[i - 1]) {
        step = Math.min(step, sorted[i] - sorted[i - 1]);
      }
    }
    return step;
  }

  /** What ends are multiples of; 0 where nothing is to be rounded. */
  private static double unit(double min, double max, double step) {
    if (min == max) {
      return min == 0 ? 0 : powerOfTen(BigDecimal.valueOf(Math.abs(min)), 1).doubleValue();
    }
    double range = max - min;
    double part = SLACK * Math.max(range / PARTS, Math.min(2 * step, range / RASTER_PARTS));
    if (part == 0 || Double.isInfinite(part)) {
      return 0;
    }
    BigDecimal most = new BigDecimal(part);
    BigDecimal one = powerOfTen(most, 0);
    for (int times : new int[] {5, 2}) {
      BigDecimal unit = one.multiply(BigDecimal.valueOf(times));
      if (unit.compareTo(most) <= 0) {
        return unit.doubleValue();
      }
    }
    return one.doubleValue();
  }

  /** The power of ten of a number's first digit, or of a digit that many places behind it. */
  private static BigDecimal powerOfTen(BigDecimal x, int places) {
    return BigDecimal.ONE.scaleByPowerOfTen(x.precision() - x.scale() - 1 - places);
  }

  private static double rounded(double x, double unit, RoundingMode mode) {
    // In decimal, as people write numbers: 0.3 is a multiple of 0.1, which the doubles next to them are not.
    BigDecimal step = BigDecimal.valueOf(unit);
    double end = BigDecimal.valueOf(x).divide(step, 0, mode).multiply(step).doubleValue();
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, end)) + 0.0;
  }
}
