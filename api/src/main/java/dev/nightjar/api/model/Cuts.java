package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** Ascending numbers that divide the values of a feature. */
final class Cuts {
  private Cuts() {
  }

  /**
   * A copy in which no zero is negative.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} when they are not finite or do not ascend strictly
   */
  static double[] checked(String what, double[] cuts) {
    double[] checked = cuts.clone();
    for (int i = 0; i < checked.length; i++) {
      if (!Double.isFinite(checked[i]) || i > 0 && checked[i] <= checked[i - 1]) {
        throw new NightjarException(ErrorCode.INVALID_MODEL,
            what + " must be finite and ascend strictly; number " + i + " is " + checked[i]);
      }
      checked[i] += 0.0;
    }
    return checked;
  }

  /** How many cuts a value lies above. All are compared, whichever the value passes. */
  static int below(double[] cuts, double x) {
    long value = ConstantTime.order(x + 0.0);
    int below = 0;
    for (double cut : cuts) {
      below -= (int) ConstantTime.less(ConstantTime.order(cut), value);
    }
    return below;
  }
}
