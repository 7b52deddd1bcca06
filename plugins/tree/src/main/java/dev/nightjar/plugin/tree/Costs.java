package dev.nightjar.plugin.tree;

import java.util.Arrays;

/**
 * A cost for each default value, a state of {@link Values}. No state costs more than one that is not named here, and
 * those that cost the same as that are left out: of hundreds of states, usually a few are left. Immutable.
 */
final class Costs {
  /** Nothing is possible. */
  static final Costs NEVER = new Costs(new int[0], new double[0], Double.POSITIVE_INFINITY);

  private final int[] states;
  private final double[] costs;
  private final double other;
  private final double cheapest;

  /** These states, ascending, as far as they are cheaper than what all others cost. */
  private Costs(int[] states, double[] costs, double other) {
    int cheaper = 0;
    double least = other;
    for (double cost : costs) {
      cheaper += cost < other ? 1 : 0;
      least = Math.min(least, cost);
    }
    this.states = cheaper == states.length ? states : new int[cheaper];
    this.costs = cheaper == states.length ? costs : new double[cheaper];
    for (int i = 0, kept = 0; kept < cheaper; i++) {
      if (costs[i] < other) {
        this.states[kept] = states[i];
        this.costs[kept++] = costs[i];
      }
    }
    this.other = other;
    cheapest = least;
  }

  /** One state is free, all others are impossible. */
  static Costs only(int state) {
    return new Costs(new int[] {state}, new double[1], Double.POSITIVE_INFINITY);
  }

  /** Number of states that are cheaper than others. */
  int size() {
    return states.length;
  }

  /** Cost of a state. */
  double of(int state) {
    int at = Arrays.binarySearch(states, state);
    return at >= 0 ? costs[at] : other;
  }

  /** The least cost. */
  double cheapest() {
    return cheapest;
  }

  /** The lowest state of least cost; where all states cost the same, the lowest that there is. */
  int best(int lowest) {
    for (int i = 0; i < states.length; i++) {
      if (costs[i] == cheapest) {
        return states[i];
      }
    }
    return lowest;
  }

  /** The sum of two costs. */
  Costs plus(Costs that) {
    int[] union = union(that);
    double[] sums = new double[union.length];
    for (int i = 0, a = 0, b = 0; i < union.length; i++) {
      sums[i] = (a < states.length && states[a] == union[i] ? costs[a++] : other)
          + (b < that.states.length && that.states[b] == union[i] ? that.costs[b++] : that.other);
    }
    return new Costs(union, sums, other + that.other);
  }

  /** Costs that are at most {@code cap}. */
  Costs atMost(double cap) {
    return cap >= other ? this : new Costs(states, costs, cap);
  }

  /** The smaller of this and of what another way costs. */
  Costs or(Costs that, double added) {
    if (cheapest >= other && added + that.cheapest >= other) {
      return this;
    }
    int[] union = union(that);
    double[] least = new double[union.length];
    for (int i = 0, a = 0, b = 0; i < union.length; i++) {
      least[i] = Math.min(a < states.length && states[a] == union[i] ? costs[a++] : other,
          added + (b < that.states.length && that.states[b] == union[i] ? that.costs[b++] : that.other));
    }
    return new Costs(union, least, Math.min(other, added + that.other));
  }

  /** The states that are named here or there, ascending. */
  private int[] union(Costs that) {
    int[] out = new int[states.length + that.states.length];
    int count = 0;
    int a = 0;
    int b = 0;
    while (a < states.length || b < that.states.length) {
      int next = a == states.length ? that.states[b]
          : b == that.states.length ? states[a] : Math.min(states[a], that.states[b]);
      a += a < states.length && states[a] == next ? 1 : 0;
      b += b < that.states.length && that.states[b] == next ? 1 : 0;
      out[count++] = next;
    }
    return count == out.length ? out : Arrays.copyOf(out, count);
  }
}
