package dev.nightjar.api.model;

import java.util.Arrays;

/**
 * What a model says of one row.
 *
 * @param outputs class probabilities or scores, or the regressor's values; not copied
 * @param classIndex index of the chosen class, -1 for a regressor
 * @param label label of the chosen class, empty for a regressor
 */
public record Prediction(double[] outputs, int classIndex, String label) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction that && classIndex == that.classIndex && label.equals(that.label)
        && Arrays.equals(outputs, that.outputs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(outputs) + classIndex;
  }

  @Override
  public String toString() {
    return (classIndex >= 0 ? label + " " : "") + Arrays.toString(outputs);
  }
}
