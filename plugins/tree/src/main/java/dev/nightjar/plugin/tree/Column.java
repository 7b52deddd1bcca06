package dev.nightjar.plugin.tree;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * The calibration values of one feature: where they lie, and how many lie below a number. Immutable.
 *
 * <p>Cuts are taken from a raster that depends on the values alone: the gap between two neighbouring values is divided
 * into equal cells, at least {@value #CELLS} in all, and a cell gives the roundest number in its middle half. So the
 * digits of a cut say nothing of what made it, and no value can be computed from a cut.
 */
final class Column {
  private static final int CELLS = 1024;

  /** Cells of a range, where there are no values to divide. */
  private static final double CELLS_BEYOND = 64;

  /**
   * A cell of the raster: no value of the column is in it, but perhaps {@code from}.
   *
   * @param from its lower end
   * @param to its upper end, which does not belong to it
   */
  record Cell(double from, double to) {
    /** The roundest number in the middle half. */
    double cut() {
      double quarter = to / 4 - from / 4;
      double least = from + quarter;
      double most = to - quarter;
      double middle = from / 2 + to / 2;
      if (!(least < most) || Double.isInfinite(most)) {
        return from + 0.0;
      }
      int digits = (int) Math.floor(-Math.log10(most - least));
      for (int d = digits; d <= digits + 2; d++) {
        double rounded = new BigDecimal(middle).setScale(d, RoundingMode.HALF_EVEN).doubleValue();
        if (rounded >= least && rounded <= most && rounded < to) {
          return rounded + 0.0;
        }
      }
      return (middle < to ? middle : from) + 0.0;
    }
  }

  /** Distinct values, ascending. */
  private final double[] values;
  /** Rows whose value is at most that with the same index. */
  private final int[] upTo;
  private final int parts;

  private Column(double[] sorted) {
    double[] distinct = new double[sorted.length];
    int[] counts = new int[sorted.length];
    int last = -1;
    for (int i = 0; i < sorted.length; i++) {
      if (last < 0 || sorted[i] > distinct[last]) {
        distinct[++last] = sorted[i];
      }
      counts[last] = i + 1;
    }
    values = Arrays.copyOf(distinct, last + 1);
    upTo = Arrays.copyOf(counts, last + 1);
    parts = Math.max(1, CELLS / Math.max(1, values.length - 1));
  }

  /** The values of a feature that are there. */
  static Column of(double[][] rows, int feature) {
    return new Column(Arrays.stream(rows).mapToDouble(row -> row[feature] + 0.0).filter(Double::isFinite).sorted()
        .toArray());
  }

  /** Rows with a value. */
  int rows() {
    return values.length == 0 ? 0 : upTo[values.length - 1];
  }

  /** Gaps between neighbouring values. */
  int gaps() {
    return Math.max(0, values.length - 1);
  }

  /** Rows whose value is at most x. */
  int upTo(double x) {
    int last = last(x);
    return last < 0 ? 0 : upTo[last];
  }

  /** Index of the last value that is at most x, -1 if there is none. */
  private int last(double x) {
    int at = Arrays.binarySearch(values, x + 0.0);
    return at >= 0 ? at : -at - 2;
  }

  /** Where x lies in its gap, 0 at the lower value and below 1; 1/2 outside of the values. */
  double place(double x) {
    int gap = last(x);
    return gap < 0 || gap >= gaps() ? 0.5 : (x - values[gap]) / (values[gap + 1] - values[gap]);
  }

  /** The cell that x lies in. */
  Cell cell(double x) {
    int gap = last(x);
    if (gap >= 0 && gap < gaps()) {
      return cell(gap, place(x));
    }
    double end = values.length == 0 ? 0 : gap < 0 ? values[0] : values[gap];
    double width = beyond() / CELLS_BEYOND;
    double cells = Math.floor((x - end) / width);
    double from = end + cells * width;
    double to = end + (cells + 1) * width;
    return from <= x && x < to ? new Cell(from, to) : new Cell(x, Math.nextUp(x));
  }

  /** What counts as the column's range beyond its ends. */
  private double beyond() {
    double range = values.length == 0 ? 0 : values[values.length - 1] - values[0];
    double magnitude = values.length == 0 ? 0 : Math.abs(values[0]);
    return range > 0 && Double.isFinite(range) ? range : magnitude > 0 ? magnitude : 1;
  }

  /** The cell at a place of a gap. */
  Cell cell(int gap, double place) {
    double from = values[gap];
    double to = values[gap + 1];
    double width = (to - from) / parts;
    double part = Math.min(parts - 1, Math.floor(place * parts));
    Cell cell = new Cell(from + part * width, part == parts - 1 ? to : from + (part + 1) * width);
    return cell.from < cell.to ? cell : new Cell(from, to);
  }

  /** The least value; 0 if there is none. */
  double least() {
    return values.length == 0 ? 0 : values[0];
  }

  /** The greatest value; 0 if there is none. */
  double greatest() {
    return values.length == 0 ? 0 : values[values.length - 1];
  }

  /**
   * A gap so that about a share of the rows lies below it.
   *
   * @param share 0 to 1
   * @param weights see {@link #weights}
   */
  int gapAt(double share, double[] weights) {
    int at = Arrays.binarySearch(weights, share * weights[weights.length - 1]);
    return Math.max(0, Math.min(gaps() - 1, at >= 0 ? at : -at - 1));
  }

  /**
   * Rows up to each value, where a value that many rows have counts as no more rows than one of so many equal shares
   * has.
   */
  double[] weights(int shares) {
    double cap = Math.max(1, (double) rows() / shares);
    double[] weights = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      weights[i] = Math.min(cap, upTo[i] - (i == 0 ? 0 : upTo[i - 1])) + (i == 0 ? 0 : weights[i - 1]);
    }
    return weights;
  }

  /** Cuts at quantiles, at most {@code shares - 1}: fewer where there are fewer gaps. */
  double[] quantiles(int shares) {
    if (gaps() < shares) {
      double[] all = new double[gaps()];
      Arrays.setAll(all, gap -> new Cell(values[gap], values[gap + 1]).cut());
      return all;
    }
    double[] weights = weights(shares);
    double total = weights[weights.length - 1];
    double[] cuts = new double[shares - 1];
    int count = 0;
    int gap = -1;
    for (int j = 1; j < shares && gap + 1 < gaps(); j++) {
      int next = gap + 1;
      while (next < gaps() - 1 && weights[next] < total * j / shares) {
        next++;
      }
      gap = next;
      cuts[count++] = new Cell(values[gap], values[gap + 1]).cut();
    }
    return Arrays.copyOf(cuts, count);
  }
}
