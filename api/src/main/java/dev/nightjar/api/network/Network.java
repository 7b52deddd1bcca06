package dev.nightjar.api.network;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.List;

/**
 * A network as layers of real functions between affine maps. Its values are numbered: features from 0 to
 * {@code features - 1}, then the values of the first layer, of the second, and so on. Every map may read all values
 * before it, so that connections may skip layers.
 *
 * @param features number of inputs, at least 1
 * @param layers in order
 * @param scores over all values
 */
public record Network(int features, List<NetworkLayer> layers, AffineMap scores) {
  /** Most values of a network, features included: 2^20. */
  public static final int MAX_VALUES = 1 << 20;

  /** A checked network; {@code INVALID_MODEL} when its parts do not fit together. */
  public Network {
    layers = List.copyOf(layers);
    require(features >= 1, "a network needs at least one feature, not " + features);
    long values = features;
    for (NetworkLayer layer : layers) {
      require(layer.map().columns() == values, "layer " + layer.name() + " is over " + layer.map().columns()
          + " values; there are " + values + " before it");
      values += layer.width();
      require(values <= MAX_VALUES, "a network has at most " + MAX_VALUES + " values, not " + values);
    }
    require(scores.columns() == values, "the scores are over " + scores.columns() + " values of " + values);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }

  /** Number of values, features included. */
  public int values() {
    return scores.columns();
  }

  /** Number of values that are functions: lookups, where each is one. */
  public int functions() {
    return values() - features;
  }

  /**
   * The scores in double precision.
   *
   * @param x {@link #features()} numbers
   */
  public double[] scores(double[] x) {
    double[] values = new double[values()];
    evaluate(x, values, null);
    return scores.apply(values);
  }

  /**
   * What each layer's functions are applied to, in double precision: one array for each layer.
   *
   * @param x {@link #features()} numbers
   */
  public double[][] preactivations(double[] x) {
    double[][] inputs = new double[layers.size()][];
    evaluate(x, new double[values()], inputs);
    return inputs;
  }

  private void evaluate(double[] x, double[] values, double[][] inputs) {
    if (x.length != features) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "a row has " + features + " features, not " + x.length);
    }
    System.arraycopy(x, 0, values, 0, features);
    int at = features;
    for (int l = 0; l < layers.size(); l++) {
      NetworkLayer layer = layers.get(l);
      double[] sums = layer.map().apply(values);
      for (int r = 0; r < sums.length; r++) {
        values[at++] = layer.function(r).apply(sums[r]);
      }
      if (inputs != null) {
        inputs[l] = sums;
      }
    }
  }

  @Override
  public String toString() {
    return "Network[" + features + " features, layers of " + Arrays.toString(
        layers.stream().mapToInt(NetworkLayer::width).toArray()) + ", " + scores.rows() + " scores]";
  }
}
