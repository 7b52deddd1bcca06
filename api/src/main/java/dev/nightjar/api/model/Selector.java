package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * A bit of a quantised row that a query carries encrypted. Neither a branch nor an address depends on a feature's
 * value. Immutable.
 */
public sealed interface Selector {
  /** The feature that it is of. */
  int feature();

  /** 0 or 1, given one integer for each feature. */
  long bit(int[] quantized);

  /**
   * A binary digit of a feature's level.
   *
   * @param bit 0 for the least significant one, at most 30
   */
  record Digit(int feature, int bit) implements Selector {
    public Digit {
      requireFeature(feature);
      if (bit < 0 || bit > 30) {
        throw invalid("a level has the digits 0 to 30, not " + bit);
      }
    }

    @Override
    public long bit(int[] quantized) {
      return quantized[feature] >>> bit & 1;
    }
  }

  /**
   * Whether a feature's level is above a threshold: {@code [q > t]}.
   *
   * @param threshold t, a level
   */
  record Above(int feature, int threshold) implements Selector {
    public Above {
      requireFeature(feature);
    }

    @Override
    public long bit(int[] quantized) {
      // The sign of t - q, not a comparison, which may become a branch on a feature.
      return threshold - (long) quantized[feature] >>> 63;
    }
  }

  private static void requireFeature(int feature) {
    if (feature < 0) {
      throw invalid("a selector is of feature " + feature + "; features are numbered from 0");
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }
}
