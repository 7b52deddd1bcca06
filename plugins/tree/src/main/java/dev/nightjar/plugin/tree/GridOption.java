package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureQuantizer.Grid;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import java.util.Arrays;

/**
 * A way to quantise one feature, and what it makes of a model's thresholds.
 *
 * @param form what the grid tells of the thresholds
 * @param quantizer of the feature's numbers
 * @param thresholds of the model, ascending; not copied
 * @param levels {@code q(x) <= levels[i]} stands for {@code x <= thresholds[i]}: -1 when that is never true, the last
 *     level when it always is; not copied
 * @param bounds {@code x <= bounds[i]} is what is tested in place of {@code x <= thresholds[i]}; not copied
 * @param moved largest share of the calibration rows that one threshold sends elsewhere than before; as if one row more
 *     did that, since few rows tell little
 */
record GridOption(Form form, FeatureQuantizer quantizer, double[] thresholds, int[] levels, double[] bounds,
    double moved) {
  /** What a grid tells of a model's thresholds. */
  enum Form {
    /** Equal steps: nothing. */
    UNIFORM("equal steps"),
    /** Quantiles of the calibration rows: nothing. */
    QUANTILES("quantiles"),
    /** That they are among its cuts. */
    DECOYS("thresholds among decoys");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    /** For the report. */
    String text() {
      return text;
    }
  }

  /** Equal steps: a threshold becomes the nearest boundary of two cells. */
  static GridOption uniform(Column column, double[] thresholds, Uniform grid) {
    int last = grid.levels() - 1;
    int[] levels = new int[thresholds.length];
    double[] bounds = new double[thresholds.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (int) Math.max(-1, Math.min(last, Math.floor((thresholds[i] - grid.min()) / grid.step())));
      bounds[i] = levels[i] < 0 ? Double.NEGATIVE_INFINITY : levels[i] == last ? Double.POSITIVE_INFINITY
          : Math.nextDown(grid.min() + (levels[i] + 0.5) * grid.step());
    }
    return of(Form.UNIFORM, column, grid, thresholds, levels, bounds);
  }

  /** Quantiles: a threshold becomes the cut that moves the fewest rows, or always or never holds. */
  static GridOption quantiles(Column column, double[] thresholds, double[] cuts) {
    int[] levels = new int[thresholds.length];
    double[] bounds = new double[thresholds.length];
    for (int i = 0; i < levels.length; i++) {
      int at = Arrays.binarySearch(cuts, thresholds[i]);
      int below = at >= 0 ? at : -at - 2;
      double lower = bound(cuts, below);
      double upper = bound(cuts, below + 1);
      int here = column.upTo(thresholds[i]);
      int down = here - column.upTo(lower);
      int up = column.upTo(upper) - here;
      boolean lowerOne = at >= 0 || down < up || down == up && thresholds[i] - lower <= upper - thresholds[i];
      levels[i] = lowerOne ? below : below + 1;
      bounds[i] = lowerOne ? lower : upper;
    }
    return of(Form.QUANTILES, column, new Grid(cuts), thresholds, levels, bounds);
  }

  private static double bound(double[] cuts, int level) {
    return level < 0 ? Double.NEGATIVE_INFINITY : level >= cuts.length ? Double.POSITIVE_INFINITY : cuts[level];
  }

  /**
   * The thresholds among other cuts.
   *
   * @param cutOf the cut that stands for each threshold, ascending
   */
  static GridOption decoys(Column column, double[] thresholds, double[] cutOf, double[] cuts) {
    int[] levels = Arrays.stream(cutOf).mapToInt(cut -> Arrays.binarySearch(cuts, cut)).toArray();
    return of(Form.DECOYS, column, new Grid(cuts), thresholds, levels, cutOf);
  }

  private static GridOption of(Form form, Column column, FeatureQuantizer quantizer, double[] thresholds,
      int[] levels, double[] bounds) {
    int most = 0;
    for (int i = 0; i < thresholds.length; i++) {
      most = Math.max(most, Math.abs(column.upTo(thresholds[i]) - column.upTo(bounds[i])));
    }
    return new GridOption(form, quantizer, thresholds, levels, bounds, (most + 1.0) / (column.rows() + 1.0));
  }

  /** Index of a threshold of the model. */
  int index(double threshold) {
    int at = Arrays.binarySearch(thresholds, threshold + 0.0);
    if (at < 0) {
      throw new IllegalStateException("the model has no threshold " + threshold);
    }
    return at;
  }

  /** Slots of a query that the feature takes. */
  int slots() {
    return quantizer.levels() - 1;
  }
}
