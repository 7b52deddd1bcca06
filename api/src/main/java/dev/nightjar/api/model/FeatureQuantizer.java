package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Maps a feature to an integer {@code 0 … levels-1}, monotonically. Immutable. Part of {@code client.zip}.
 *
 * <p>Infinities are clipped like any other value outside of the range, {@code -0.0} is {@code 0.0}. No branch and no
 * address depends on a value, but that a NaN is refused where it has no level: all thresholds are compared, whichever
 * the value passes. Constructors throw {@link ErrorCode#INVALID_MODEL}.
 */
public sealed interface FeatureQuantizer {
  /** Number of integers that {@link #quantize} can give. */
  int levels();

  /**
   * The integer of a value; values outside the calibrated range are clipped.
   *
   * @throws NightjarException {@link ErrorCode#MALFORMED_REQUEST} for NaN, unless this is {@link Missing}
   */
  int quantize(double x);

  /** The quantizer of values that are not missing: this one, but for {@link Missing}. */
  default FeatureQuantizer numbers() {
    return this;
  }

  /**
   * Equal steps: {@code q(x) = clip(floor((x - min) / step + 1/2), 0, levels - 1)}, so that {@code x ≈ min + q step}.
   *
   * @param min value of level 0
   * @param step distance of two levels, positive
   * @param levels number of levels, 2 to 65536
   */
  record Uniform(double min, double step, int levels) implements FeatureQuantizer {
    /** Stands where a feature is not used, and tells nothing of its values. */
    public static final Uniform UNUSED = new Uniform(0, 1, 2);

    public Uniform {
      if (!(step > 0) || Double.isInfinite(step) || !Double.isFinite(min) || levels < 2 || levels > 1 << 16) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, "a uniform quantizer needs a finite minimum, a positive "
            + "step and 2 to 65536 levels, not min " + min + ", step " + step + ", levels " + levels);
      }
    }

    /**
     * The quantizer of {@code levels} levels of which the first and the last stand for the ends of a range; steps of 1
     * when the range is empty or too narrow to be divided.
     */
    public static Uniform over(double min, double max, int levels) {
      double step = (max - min) / (levels - 1);
      return new Uniform(min, step > 0 ? step : 1, levels);
    }

    /** The value of the last level. */
    public double max() {
      return min + step * (levels - 1);
    }

    /** Whether a value lies beyond the first or the last level by more than half a step. */
    public boolean clips(double x) {
      return x < min - step / 2 || x > max() + step / 2;
    }

    @Override
    public int quantize(double x) {
      requireNumber(x);
      long level = ConstantTime.order((x - min) / step + 0.5);
      long top = ConstantTime.order(levels - 1.0);
      level = ConstantTime.select(ConstantTime.less(level, 0), 0, level);
      level = ConstantTime.select(ConstantTime.less(top, level), top, level);
      return (int) Double.longBitsToDouble(level);
    }
  }

  /**
   * Exact cuts: {@code q(x)} is the number of thresholds below x, so that {@code q(x) <= j} exactly when
   * {@code x <= thresholds[j]}. Tells the client the thresholds.
   *
   * @param thresholds finite, strictly ascending; copied
   */
  record Thresholds(double[] thresholds) implements FeatureQuantizer {
    public Thresholds {
      thresholds = Cuts.checked("thresholds", thresholds);
    }

    /** The thresholds, a copy. */
    @Override
    public double[] thresholds() {
      return thresholds.clone();
    }

    @Override
    public int levels() {
      return thresholds.length + 1;
    }

    @Override
    public int quantize(double x) {
      requireNumber(x);
      return Cuts.below(thresholds, x);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Thresholds that && Arrays.equals(thresholds, that.thresholds);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(thresholds);
    }

    @Override
    public String toString() {
      return "Thresholds" + Arrays.toString(thresholds);
    }
  }

  /**
   * Steps of unequal width: {@code q(x)} is the number of cuts below x, so that {@code q(x) <= j} exactly when
   * {@code x <= cuts[j]}. Cuts are quantiles of the calibration rows, or a model's thresholds among others that are
   * none of its own: a client learns that the thresholds are among them, and not which they are.
   *
   * @param cuts finite, strictly ascending, at most 65535; copied
   */
  record Grid(double[] cuts) implements FeatureQuantizer {
    /** Most cuts. */
    public static final int MAX_CUTS = (1 << 16) - 1;

    public Grid {
      cuts = Cuts.checked("cuts", cuts);
      if (cuts.length > MAX_CUTS) {
        throw new NightjarException(ErrorCode.INVALID_MODEL,
            "a grid has at most " + MAX_CUTS + " cuts, not " + cuts.length);
      }
    }

    /** The cuts, a copy. */
    @Override
    public double[] cuts() {
      return cuts.clone();
    }

    @Override
    public int levels() {
      return cuts.length + 1;
    }

    @Override
    public int quantize(double x) {
      requireNumber(x);
      return Cuts.below(cuts, x);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Grid that && Arrays.equals(cuts, that.cuts);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(cuts);
    }

    @Override
    public String toString() {
      return "Grid" + Arrays.toString(cuts);
    }
  }

  /**
   * A quantizer with one level more, the topmost, for values that are missing (NaN). A missing value takes the same
   * steps as any other, so that the time of encryption does not tell whether it is missing.
   *
   * @param of the quantizer of all other values; not itself one of missing values
   */
  record Missing(FeatureQuantizer of) implements FeatureQuantizer {
    public Missing {
      Objects.requireNonNull(of, "of");
      if (of instanceof Missing) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, "a quantizer of missing values has one level for them; "
            + "it cannot be made of another quantizer of missing values");
      }
    }

    /** The level of a missing value. */
    public int level() {
      return of.levels();
    }

    @Override
    public FeatureQuantizer numbers() {
      return of;
    }

    @Override
    public int levels() {
      return of.levels() + 1;
    }

    @Override
    public int quantize(double x) {
      long missing = ConstantTime.isNaN(x);
      long present = ConstantTime.select(missing, 0, Double.doubleToRawLongBits(x));
      return (int) ConstantTime.select(missing, of.levels(), of.quantize(Double.longBitsToDouble(present)));
    }
  }

  private static void requireNumber(double x) {
    if (Double.isNaN(x)) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "it is NaN, and this model takes no missing values there; impute them before encryption");
    }
  }
}
