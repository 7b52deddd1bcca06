package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a measured variance agrees with a formula, both ways. */
final class ChiSquared {
  /** Two-sided 99.9 %. */
  private static final double QUANTILE = 3.2905;

  private double sumOfSquares;
  private double sum;
  private int count;

  /** Adds a sample. */
  void add(double x) {
    sum += x;
    sumOfSquares += x * x;
    count++;
  }

  /** Adds the torus distance of a word to another. */
  void addDifference(long found, long expected) {
    add(Math.scalb((double) (found - expected), -64));
  }

  int count() {
    return count;
  }

  /** Variance about zero: a bias counts as noise. */
  double variance() {
    return sumOfSquares / count;
  }

  double mean() {
    return sum / count;
  }

  /** Quantile of χ²/dof, by Wilson and Hilferty; good to four digits from 100 degrees of freedom on. */
  static double quantile(int degrees, double normalQuantile) {
    double h = 2.0 / (9.0 * degrees);
    return Math.pow(1 - h + normalQuantile * Math.sqrt(h), 3);
  }

  /** Requires {@code variance() / formula} to lie in the two-sided 99.9 % interval of χ²/count. */
  void requireAgreement(String what, double formula) {
    requireBetween(what, formula, formula);
  }

  /** Requires the variance to be, within that interval, at least one formula and at most another. */
  void requireBetween(String what, double least, double most) {
    assertThat(variance())
        .as("%s: measured variance of %d samples, formula %.4g to %.4g", what, count, least, most)
        .isBetween(least * quantile(count, -QUANTILE), most * quantile(count, QUANTILE));
  }

  /** The same about the mean of the samples: for noise with a part that is constant under one key. */
  void requireCentredAgreement(String what, double formula) {
    assertThat(variance() - mean() * mean())
        .as("%s: measured variance about the mean of %d samples, formula %.4g", what, count, formula)
        .isBetween(formula * quantile(count - 1, -QUANTILE), formula * quantile(count - 1, QUANTILE));
  }
}
