package dev.nightjar.bench;

import java.util.Arrays;
import java.util.List;

/**
 * How a number of samples is distributed. Quantiles lie between two samples where they fall between them
 * (linear interpolation, as most statistics programs do).
 *
 * @param samples how many
 * @param min the smallest
 * @param lowerQuartile a quarter is below
 * @param median half is below
 * @param upperQuartile three quarters are below
 * @param max the largest
 */
public record Spread(int samples, double min, double lowerQuartile, double median, double upperQuartile,
    double max) {

  /**
   * The spread of some samples.
   *
   * @throws IllegalArgumentException when there are none
   */
  public static Spread of(List<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no samples, no spread");
    }
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Spread(sorted.length, sorted[0], quantile(sorted, 0.25), quantile(sorted, 0.5),
        quantile(sorted, 0.75), sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The same samples in another unit. */
  public Spread dividedBy(double divisor) {
    return new Spread(samples, min / divisor, lowerQuartile / divisor, median / divisor,
        upperQuartile / divisor, max / divisor);
  }
}
