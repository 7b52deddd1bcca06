package dev.nightjar.api.circuit;

import java.util.Arrays;

/**
 * Where the deviation of an output comes from.
 *
 * @param query deviation that comes from each coefficient of the query; not copied
 * @param bootstraps that comes from the bootstrap of each look-up's output; not copied
 * @param switches that comes from the switches in front of each look-up, by its first output; not copied
 */
record NoiseShares(double[] query, double[] bootstraps, double[] switches) {
  double variance(CommonNoise common) {
    return squares(query) + squares(bootstraps) + squares(switches) + common.covariance(bootstraps);
  }

  private static double squares(double[] shares) {
    return Arrays.stream(shares).map(x -> x * x).sum();
  }

  NoiseShares combined(double factor, NoiseShares other, double otherFactor) {
    return new NoiseShares(combined(factor, query, otherFactor, other.query),
        combined(factor, bootstraps, otherFactor, other.bootstraps),
        combined(factor, switches, otherFactor, other.switches));
  }

  private static double[] combined(double factor, double[] shares, double otherFactor, double[] others) {
    double[] out = new double[shares.length];
    Arrays.setAll(out, i -> factor * shares[i] + otherFactor * others[i]);
    return out;
  }
}
