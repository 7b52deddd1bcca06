package dev.nightjar.plugin.network;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A sum on the torus with integer weights.
 *
 * @param slots coefficients of the query that it reads; not copied
 * @param slotWeights their weights; not copied
 * @param lookups numbers of the look-ups that it reads, counted through all layers; not copied
 * @param weights their weights; not copied
 * @param constant what is added, of the torus
 */
record IntegerRow(int[] slots, long[] slotWeights, int[] lookups, long[] weights, double constant) {
  /** The same where each look-up is replaced by another; weights of one that is read twice then are added. */
  IntegerRow reading(int[] instead) {
    if (Arrays.stream(lookups).allMatch(i -> instead[i] == i)) {
      return this;
    }
    Map<Integer, Long> sums = new TreeMap<>();
    for (int t = 0; t < lookups.length; t++) {
      sums.merge(instead[lookups[t]], weights[t], Long::sum);
    }
    sums.values().removeIf(w -> w == 0);
    return new IntegerRow(slots, slotWeights, sums.keySet().stream().mapToInt(Integer::intValue).toArray(),
        sums.values().stream().mapToLong(Long::longValue).toArray(), constant);
  }

  /** The constant as a torus word. */
  long word() {
    return Torus.word(constant);
  }

  /** Variance of the sum where each coefficient and each look-up has noise of its own. */
  double variance(double fresh, double bootstrapped) {
    return fresh * squares(slotWeights) + bootstrapped * squares(weights);
  }

  /** 2-norm of the weights of coefficients. */
  double freshNorm() {
    return Math.sqrt(squares(slotWeights));
  }

  /** 2-norm of the weights of look-ups. */
  double bootstrappedNorm() {
    return Math.sqrt(squares(weights));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntegerRow that && Arrays.equals(slots, that.slots)
        && Arrays.equals(slotWeights, that.slotWeights) && Arrays.equals(lookups, that.lookups)
        && Arrays.equals(weights, that.weights) && constant == that.constant;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(slots), Arrays.hashCode(slotWeights), Arrays.hashCode(lookups),
        Arrays.hashCode(weights), constant);
  }

  private static double squares(long[] weights) {
    double sum = 0;
    for (long w : weights) {
      sum += (double) w * w;
    }
    return sum;
  }
}
