package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** What is required of the rows over which quantizers are fitted. */
final class CalibrationRows {
  private CalibrationRows() {
  }

  /** Requires at least one. */
  static void requireAny(double[][] rows) {
    if (rows.length == 0) {
      throw refused("calibration needs at least one row");
    }
  }

  /**
   * Requires a number of features in each, all of them finite numbers.
   *
   * @param missing whether a feature may be NaN, too, where its value is missing
   */
  static void requireFeatures(double[][] rows, int features, boolean missing) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != features) {
        throw refused("calibration row " + i + " has " + rows[i].length + " features; the model takes " + features);
      }
      for (int f = 0; f < features; f++) {
        double v = rows[i][f];
        if (Double.isNaN(v) && !missing) {
          throw refused("calibration row " + i + " holds NaN in feature " + f + ", and this kind of model takes no "
              + "missing values: impute them, best in the pipeline that is exported");
        }
        if (Double.isInfinite(v)) {
          throw refused("calibration row " + i + " holds " + v + " in feature " + f + "; give finite numbers");
        }
      }
    }
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
