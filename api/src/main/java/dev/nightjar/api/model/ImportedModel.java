package dev.nightjar.api.model;

/**
 * A trained model as an importer read it, before any quantisation. The library's own kinds are {@link LinearModel} and
 * {@link TreeEnsemble}; a plugin may bring others. Implementations are immutable.
 */
public interface ImportedModel {
  /** Number of input features. */
  int features();

  /** What kind of model this is, for messages: {@code tree ensemble}. */
  String description();

  /**
   * The float model's raw scores for one row, before the link function: what the quantised model approximates.
   *
   * @param x {@link #features()} values
   */
  double[] scores(double[] x);

  /** How scores become outputs. */
  Task task();
}
