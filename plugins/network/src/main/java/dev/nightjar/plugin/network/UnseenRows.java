package dev.nightjar.plugin.network;

import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Task;
import java.util.Arrays;

/**
 * How often rows that nobody has seen yet get the class that a reference gives them, estimated from trials on
 * calibration rows. A network was mostly trained on these, and keeps them further from the borders between classes than
 * others: on them noise seems to do no harm. Two estimates are taken, and the worse one counts.
 *
 * <ul>
 * <li>Agreement of calibration rows in trials with {@link #NOISE} times the noise.
 * <li>What noise does to rows whose margins lie anywhere: margins that were spread evenly from 0 to twice the median of
 *     calibration rows would have a density of 1 / (2 median) at 0. Of unseen rows {@link #SPREAD} are taken to be
 *     so. Where the difference of the two largest scores changes by d, a share of {@code density · E|d| / 2} of all
 *     rows changes its class.
 * </ul>
 */
final class UnseenRows {
  /** Factor on the deviations of noise. */
  static final double NOISE = 1.5;
  /** Share of rows; by experience with trained networks, whose test rows had from a quarter to four fifths of it. */
  private static final double SPREAD = 0.5;

  private final Task task;
  private final double[][] reference;

  /**
   * For rows.
   *
   * @param reference scores of each; not copied
   */
  UnseenRows(Task task, double[][] reference) {
    this.task = task;
    this.reference = reference;
  }

  /**
   * The agreement to be expected; of a regressor, that of the rows themselves.
   *
   * @param trials scores of evenly many trials of each row, all rows once, then all rows again
   * @param noisier the same with {@link #NOISE} times the noise
   */
  double agreement(double[][] trials, double[][] noisier) {
    double seen = of(trials);
    return task.classifier() ? Math.min(Math.min(seen, of(noisier)), 1 - changed(trials)) : seen;
  }

  /** The agreement of the rows themselves. */
  double of(double[][] trials) {
    double[][] repeated = new double[trials.length][];
    Arrays.setAll(repeated, i -> reference[i % reference.length]);
    return Agreement.with(task, repeated).of(trials);
  }

  /** The share of unseen rows that change their class. */
  private double changed(double[][] trials) {
    double[] margins = Arrays.stream(reference).mapToDouble(scores -> margin(scores, scores)).toArray();
    double median = Arrays.stream(margins).sorted().toArray()[margins.length / 2];
    // Rows far from every border may change by more, as where their large scores fold back, and do no harm.
    double mean = 0;
    int near = 0;
    for (int i = 0; i < trials.length; i++) {
      int row = i % margins.length;
      if (margins[row] <= median) {
        mean += Math.abs(margin(reference[row], trials[i]) - margins[row]);
        near++;
      }
    }
    return median > 0 ? SPREAD / (2 * median) * mean / near / 2 : 1;
  }

  /** By how much the score that is largest in one row of scores is above the second largest, in other scores. */
  private double margin(double[] exact, double[] scores) {
    if (exact.length == 1) {
      return (scores[0] - border(task)) * Math.signum(exact[0] - border(task));
    }
    int first = exact[0] >= exact[1] ? 0 : 1;
    int second = 1 - first;
    for (int c = 2; c < exact.length; c++) {
      if (exact[c] > exact[first]) {
        second = first;
        first = c;
      } else if (exact[c] > exact[second]) {
        second = c;
      }
    }
    return scores[first] - scores[second];
  }

  /** The score between the two classes of a classifier of one score. */
  static double border(Task task) {
    return task.link() == Task.Link.COMPLEMENT ? 0.5 : 0;
  }
}
