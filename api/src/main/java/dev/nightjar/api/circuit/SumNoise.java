package dev.nightjar.api.circuit;

import dev.nightjar.api.diagram.Diagram;
import java.util.Arrays;

/** The variance of sums in a diagram, whose summands may pass the same steps, see {@link DiagramNoise}. */
final class SumNoise {
  /** Steps that may be looked at for all sums together, once for each 64 summands: about a second. */
  private static final long BUDGET = 1L << 28;

  private static final int MOST_SUMMANDS = 1 << 16;

  private final Diagram diagram;
  private final double externalProduct;
  private final double[] variance;

  /** Whether a sum is among the steps that a step reads, directly or not, or is the step itself. */
  private final boolean[] holdsSum;
  private final int[] stamp;
  private final int[] position;
  private int stamps;
  private long work;

  /**
   * For sums of a diagram.
   *
   * @param externalProduct variance of a source
   * @param variance of each step; those before a sum are known when its own is asked for
   */
  SumNoise(Diagram diagram, double externalProduct, double[] variance) {
    this.diagram = diagram;
    this.externalProduct = externalProduct;
    this.variance = variance;
    stamp = new int[diagram.steps()];
    position = new int[diagram.steps()];
    holdsSum = new boolean[diagram.steps()];
    for (int step = 0; step < holdsSum.length; step++) {
      holdsSum[step] = switch (diagram.kind(step)) {
        case CONSTANT -> false;
        case SELECT -> holdsSum[diagram.first(step)] || holdsSum[diagram.second(step)];
        case ROTATE, SHIFT -> holdsSum[diagram.first(step)];
        case SUM -> true;
      };
    }
  }

  double variance(int sum) {
    int[] summands = summands(sum);
    if (summands == null || Arrays.stream(summands).anyMatch(s -> holdsSum[s])) {
      return byDeviations(sum);
    }
    int[] cone = cone(summands);
    long passes = (summands.length + Long.SIZE - 1) / Long.SIZE + 1L;
    work += cone.length * passes;
    return work > BUDGET ? byDeviations(sum) : byPaths(summands, cone);
  }

  private double byDeviations(int sum) {
    double deviation = 0;
    for (int t = 0; t < diagram.terms(sum); t++) {
      deviation += Math.sqrt(variance[diagram.term(sum, t)]);
    }
    return deviation * deviation;
  }

  /** The values that are added, sums of sums and shifts taken apart; null when they are too many to tell. */
  private int[] summands(int sum) {
    int[] pending = new int[Math.max(16, 2 * diagram.terms(sum))];
    int[] found = new int[pending.length];
    int left = 0;
    int count = 0;
    pending[left++] = sum;
    while (left > 0) {
      int value = pending[--left];
      switch (diagram.kind(value)) {
        case SUM -> {
          int terms = diagram.terms(value);
          if (left + count + terms > MOST_SUMMANDS) {
            return null;
          }
          pending = room(pending, left + terms);
          for (int t = 0; t < terms; t++) {
            pending[left++] = diagram.term(value, t);
          }
        }
        case SHIFT -> pending[left++] = diagram.first(value);
        case CONSTANT, SELECT, ROTATE -> {
          found = room(found, count + 1);
          found[count++] = value;
        }
      }
      work++;
    }
    return Arrays.copyOf(found, count);
  }

  private static int[] room(int[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, Math.max(needed, 2 * array.length));
  }

  /** All steps that summands can reach, in ascending order; {@link #position} has where each stands. */
  private int[] cone(int[] summands) {
    stamps++;
    int[] found = new int[Math.max(16, summands.length)];
    int count = 0;
    for (int s : summands) {
      if (stamp[s] != stamps) {
        stamp[s] = stamps;
        found = room(found, count + 1);
        found[count++] = s;
      }
    }
    for (int next = 0; next < count; next++) {
      found = room(found, count + 2);
      for (int child : new int[] {diagram.first(found[next]), diagram.second(found[next])}) {
        if (child >= 0 && stamp[child] != stamps) {
          stamp[child] = stamps;
          found[count++] = child;
        }
      }
    }
    int[] cone = Arrays.copyOf(found, count);
    Arrays.sort(cone);
    for (int i = 0; i < count; i++) {
      position[cone[i]] = i;
    }
    return cone;
  }

  private double byPaths(int[] summands, int[] cone) {
    int[] reached = new int[cone.length];
    long[] by = new long[cone.length];
    for (int from = 0; from < summands.length; from += Long.SIZE) {
      Arrays.fill(by, 0);
      for (int i = from; i < Math.min(summands.length, from + Long.SIZE); i++) {
        by[position[summands[i]]] |= 1L << i - from;
      }
      for (int i = cone.length - 1; i >= 0; i--) {
        reached[i] += Long.bitCount(by[i]);
        pass(by, i, diagram.first(cone[i]));
        pass(by, i, diagram.second(cone[i]));
      }
    }
    double[] worst = new double[cone.length];
    for (int i = 0; i < cone.length; i++) {
      double source = StepNoise.isSource(diagram, cone[i]) ? reached[i] * externalProduct : 0;
      worst[i] = source + Math.max(at(worst, diagram.first(cone[i])), at(worst, diagram.second(cone[i])));
    }
    return Arrays.stream(summands).mapToDouble(s -> worst[position[s]]).sum();
  }

  private void pass(long[] by, int from, int child) {
    if (child >= 0) {
      by[position[child]] |= by[from];
    }
  }

  private double at(double[] worst, int child) {
    return child < 0 ? 0 : worst[position[child]];
  }
}
