package dev.nightjar.plugin.network;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs a network of integers on phases with the noise that the formulas give, or none. Noise at look-ups is drawn with
 * deviations of its own for each layer; that of bootstraps is a parameter set's.
 */
final class Trial {
  /** Deviations, of the torus. */
  record Noise(double[] switched, double bootstrapped, double fresh) {
    /** That of a parameter set in a network of so many layers. */
    static Noise of(Parameters p, int layers) {
      double[] switched = new double[layers];
      Arrays.fill(switched, Math.sqrt(NoiseModel.lookupVariance(p, 0, 0)));
      return new Noise(switched, Math.sqrt(NoiseModel.bootstrapVarianceBound(p)),
          Math.sqrt(NoiseModel.freshVariance(p)));
    }

    static Noise none(int layers) {
      return new Noise(new double[layers], 0, 0);
    }

    /** So many times this noise. */
    Noise times(double factor) {
      return new Noise(Arrays.stream(switched).map(d -> factor * d).toArray(), factor * bootstrapped, factor * fresh);
    }

    /** The same with this deviation in one layer. */
    Noise with(int layer, double deviation) {
      double[] changed = switched.clone();
      changed[layer] = deviation;
      return new Noise(changed, bootstrapped, fresh);
    }
  }

  private final IntegerNetwork network;
  private final Noise noise;
  private final Normals normals;
  private final double[] read;
  private final double[] phases;
  /** For each look-up the first one of an equal row: they read one phase, and have its noise in common. */
  private final int[] leaders;
  /** For each look-up, and then for each score, the deviation that its row has from the query. */
  private final double[] fresh;

  Trial(IntegerNetwork network, Noise noise, long seed) {
    this.network = network;
    this.noise = noise;
    normals = new Normals(seed);
    read = new double[network.lookups()];
    phases = new double[read.length];
    leaders = new int[read.length];
    int next = 0;
    for (List<IntegerRow> layer : network.layers()) {
      Map<IntegerRow, Integer> first = new HashMap<>();
      for (IntegerRow row : layer) {
        Integer earlier = first.putIfAbsent(row, next);
        leaders[next] = earlier == null ? next : earlier;
        next++;
      }
    }
    double variance = noise.fresh * noise.fresh;
    fresh = rows(network).mapToDouble(row -> variance == 0 ? 0 : Math.sqrt(row.variance(variance, 0))).toArray();
  }

  private static Stream<IntegerRow> rows(IntegerNetwork network) {
    return Stream.concat(network.layers().stream().flatMap(List::stream), network.scores().stream());
  }

  /** What rows of look-ups, and then those of scores, have of a query, given the level of each slot. */
  static double[] fromQuery(IntegerNetwork network, int[] slots) {
    return rows(network).mapToDouble(row -> {
      long sum = 0;
      for (int t = 0; t < row.slots().length; t++) {
        sum += row.slotWeights()[t] * slots[row.slots()[t]];
      }
      return Math.scalb((double) (sum << network.deltaLog2()), -Long.SIZE) + row.constant();
    }).toArray();
  }

  /**
   * Scores of a row.
   *
   * @param query what sums have of it, by {@link #fromQuery}: the same in every trial of a row
   */
  double[] scores(double[] query) {
    int next = 0;
    for (int l = 0; l < network.layers().size(); l++) {
      List<IntegerRow> layer = network.layers().get(l);
      double[] out = new double[layer.size()];
      for (int r = 0; r < out.length; r++) {
        int leader = leaders[next + r];
        phases[next + r] = leader < next + r ? phases[leader]
            : phase(layer.get(r), query, next + r) + drawn(noise.switched[l]);
        out[r] = network.read(next + r, phases[next + r]) + drawn(noise.bootstrapped);
      }
      System.arraycopy(out, 0, read, next, out.length);
      next += out.length;
    }
    double[] scores = new double[network.scores().size()];
    for (int o = 0; o < scores.length; o++) {
      scores[o] = network.middles()[o] + Torus.reduced(phase(network.scores().get(o), query, next + o))
          / network.scoreScales()[o];
    }
    return scores;
  }

  private double drawn(double deviation) {
    return deviation == 0 ? 0 : deviation * normals.next();
  }

  private double phase(IntegerRow row, double[] query, int number) {
    double phase = query[number];
    for (int t = 0; t < row.lookups().length; t++) {
      phase += row.weights()[t] * read[row.lookups()[t]];
    }
    return phase + drawn(fresh[number]);
  }
}
