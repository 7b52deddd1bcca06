package dev.nightjar.api.model;

import java.util.Locale;
import java.util.Objects;

/**
 * Squared Euclidean distances of a row to the rows of a stored table, of which clients choose the nearest: a distance
 * {@code |x - v|² = |v|² - 2 v·x + |x|²} is an affine function of x and {@code |x|²}.
 *
 * @param distances one score for each stored row; where the distances themselves are wanted, {@code |x|²} is a feature
 * @param relative whether scores are only compared with each other, so that a term that all of them share says nothing:
 *     then {@code |x|²} is left out, and a plugin may leave out more
 * @param voting whether the nearest rows vote for a class, so that which of two rows of a class is nearer says little;
 *     else numbers are made of them
 */
public record NeighbourModel(LinearModel distances, boolean relative, boolean voting) implements ImportedModel {
  public NeighbourModel {
    Objects.requireNonNull(distances, "distances");
  }

  /** Stored rows. */
  public int rows() {
    return distances.intercepts().length;
  }

  @Override
  public int features() {
    return distances.features();
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "model of the distances to %,d stored rows", rows());
  }

  @Override
  public double[] scores(double[] x) {
    return distances.scores(x);
  }

  @Override
  public Task task() {
    return distances.task();
  }
}
