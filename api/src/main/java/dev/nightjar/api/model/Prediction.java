package dev.nightjar.api.model;

import java.util.Arrays;
import java.util.List;

/**
 * What a model says of one row.
 *
 * @param outputs class probabilities or scores, or the regressor's values; not copied
 * @param classIndex index of the chosen class among the labels of the {@link Task}; -1 for a regressor and where a
 *     suffix chooses
 * @param labels label of the chosen class, or one for each output of a classifier with several; empty for a regressor
 */
public record Prediction(double[] outputs, int classIndex, List<String> labels) {
  public Prediction {
    labels = List.copyOf(labels);
  }

  /** A prediction of one class, or of none where the label is empty and the index -1. */
  public Prediction(double[] outputs, int classIndex, String label) {
    this(outputs, classIndex, classIndex < 0 && label.isEmpty() ? List.of() : List.of(label));
  }

  /** Whether a class is chosen. */
  public boolean classifier() {
    return !labels.isEmpty();
  }

  /** Label of the chosen class, several with {@code ", "} between them; empty for a regressor. */
  public String label() {
    return String.join(", ", labels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction that && classIndex == that.classIndex && labels.equals(that.labels)
        && Arrays.equals(outputs, that.outputs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(outputs) + classIndex;
  }

  @Override
  public String toString() {
    return (classifier() ? label() + " " : "") + Arrays.toString(outputs);
  }
}
