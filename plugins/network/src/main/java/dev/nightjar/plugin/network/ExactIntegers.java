package dev.nightjar.plugin.network;

import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Quantises a network so that every sum is an integer of a proven range, for each of which a table has a box: weights
 * of a sum are as fine as its boxes allow, and values of functions have few levels. Used once.
 */
final class ExactIntegers {
  /** By which a sum's unit grows until its range fits. */
  private static final double GROWTH = 1.02;
  private static final int MOST_STEPS = 2000;

  private final Unfolded network;
  private final Samples samples;
  private final int boxBits;
  private final int valueBits;
  private final int scoreBits;
  private final boolean oneScale;
  private final int[] slotOf;
  private final double[] step;
  private final int[] top;
  private final int[][] levels;
  private final int[] unitLog2;
  private final double[][] tables;

  /**
   * For a network on samples.
   *
   * @param boxBits log2 of the boxes of a table
   * @param valueBits bits of what a look-up gives
   * @param scoreBits bits of a score
   * @param slotOf coefficient of each feature; not copied
   * @param oneScale whether all scores have one unit
   */
  ExactIntegers(Unfolded network, Samples samples, int boxBits, int valueBits, int scoreBits, int[] slotOf,
      boolean oneScale) {
    this.network = network;
    this.samples = samples;
    this.boxBits = boxBits;
    this.valueBits = valueBits;
    this.scoreBits = scoreBits;
    this.slotOf = slotOf;
    this.oneScale = oneScale;
    int atoms = network.features() + network.lookups();
    step = new double[atoms];
    top = new int[atoms];
    levels = new int[atoms][samples.rows().length];
    unitLog2 = new int[atoms];
    tables = new double[network.lookups()][1 << boxBits];
  }

  IntegerNetwork build() {
    boolean[] byLookups = network.readByLookups();
    boolean[] byScores = network.readByScores();
    for (int a = 0; a < unitLog2.length; a++) {
      unitLog2[a] = Math.max(byLookups[a] ? boxBits + 1 : 1, byScores[a] ? scoreBits : 1);
    }
    int query = IntStream.range(0, network.features()).map(f -> unitLog2[f]).max().orElseThrow();
    for (int f = 0; f < network.features(); f++) {
      Uniform quantizer = samples.quantizers()[f];
      step[f] = quantizer.step();
      top[f] = quantizer.levels() - 1;
      unitLog2[f] = query;
      for (int i = 0; i < levels[f].length; i++) {
        levels[f][i] = samples.levels()[i][f];
      }
    }
    List<List<IntegerRow>> layers = new ArrayList<>();
    int atom = network.features();
    for (Unfolded.Layer layer : network.layers()) {
      List<IntegerRow> rows = new ArrayList<>();
      for (Unfolded.Lookup lookup : layer.lookups()) {
        rows.add(lookUp(lookup, atom, samples.inputsOf(layer.index(), lookup.row())));
        atom++;
      }
      layers.add(rows);
    }
    return withScores(Long.SIZE - query, layers);
  }

  /** An integer sum: weights, its least and its greatest value, and what it is worth. */
  private record Sum(long[] weights, long least, long most, double unit) {
  }

  /** The finest sum with at most so many values. */
  private Sum sum(Form form, long values, double leastUnit) {
    double range = 0;
    for (int t = 0; t < form.atom().length; t++) {
      range += Math.abs(form.weight()[t]) * step[form.atom()[t]] * top[form.atom()[t]];
    }
    double unit = Math.max(leastUnit, Math.max(range, Double.MIN_NORMAL) / (values - 1));
    for (int i = 0; i < MOST_STEPS; i++, unit *= GROWTH) {
      Sum sum = rounded(form, unit);
      if (sum.most - sum.least < values) {
        return sum;
      }
    }
    return new Sum(new long[form.atom().length], 0, 0, unit);
  }

  private Sum rounded(Form form, double unit) {
    long[] weights = new long[form.atom().length];
    long least = 0;
    long most = 0;
    for (int t = 0; t < weights.length; t++) {
      int a = form.atom()[t];
      weights[t] = Math.round(form.weight()[t] * step[a] / unit);
      least += Math.min(0, weights[t]) * top[a];
      most += Math.max(0, weights[t]) * top[a];
    }
    return new Sum(weights, least, most, unit);
  }

  private long[] values(Form form, Sum sum) {
    long[] out = new long[samples.rows().length];
    for (int t = 0; t < sum.weights.length; t++) {
      int[] of = levels[form.atom()[t]];
      for (int i = 0; sum.weights[t] != 0 && i < out.length; i++) {
        out[i] += sum.weights[t] * of[i];
      }
    }
    return out;
  }

  /** Slope and constant of the straight line from integers to numbers with the least squares. */
  private static double[] line(long[] integers, double[] numbers, double unit) {
    double meanX = Arrays.stream(integers).average().orElseThrow();
    double meanY = Arrays.stream(numbers).average().orElseThrow();
    double both = 0;
    double squares = 0;
    for (int i = 0; i < integers.length; i++) {
      both += (integers[i] - meanX) * (numbers[i] - meanY);
      squares += (integers[i] - meanX) * (integers[i] - meanX);
    }
    double slope = squares > 0 && both > 0 ? both / squares : unit;
    return new double[] {slope, meanY - slope * meanX};
  }

  /** The row of a look-up, and in passing its table and what it gives on the samples. */
  private IntegerRow lookUp(Unfolded.Lookup lookup, int atom, double[] inputs) {
    Form form = lookup.input();
    Sum sum = sum(form, 1L << boxBits, 0);
    long[] integers = values(form, sum);
    double[] line = line(integers, inputs, sum.unit);
    double[] given = new double[1 << boxBits];
    Arrays.setAll(given, m -> lookup.shape().function().apply(line[0] * (m + sum.least) + line[1]));
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (long integer : integers) {
      least = Math.min(least, given[(int) (integer - sum.least)]);
      most = Math.max(most, given[(int) (integer - sum.least)]);
    }
    top[atom] = (1 << valueBits) - 1;
    step[atom] = most > least ? (most - least) / top[atom] : 1;
    int[] value = new int[given.length];
    for (int m = 0; m < value.length; m++) {
      value[m] = (int) Math.max(0, Math.min(top[atom], Math.rint((given[m] - least) / step[atom])));
      tables[atom - network.features()][m] = Math.scalb((double) value[m], -unitLog2[atom]);
    }
    for (int i = 0; i < integers.length; i++) {
      levels[atom][i] = value[(int) (integers[i] - sum.least)];
    }
    return row(form, sum, boxBits + 1, -sum.least);
  }

  /** A sum as a row whose unit is {@code 2^-unitBits} of the torus, plus a constant in that unit. */
  private IntegerRow row(Form form, Sum sum, int unitBits, long constant) {
    int[] used = IntStream.range(0, sum.weights.length).filter(t -> sum.weights[t] != 0).toArray();
    int[] slots = Arrays.stream(used).filter(t -> form.atom()[t] < network.features()).toArray();
    int[] lookups = Arrays.stream(used).filter(t -> form.atom()[t] >= network.features()).toArray();
    return new IntegerRow(Arrays.stream(slots).map(t -> slotOf[form.atom()[t]]).toArray(),
        weights(form, sum, unitBits, slots),
        Arrays.stream(lookups).map(t -> form.atom()[t] - network.features()).toArray(),
        weights(form, sum, unitBits, lookups), Math.scalb((double) constant, -unitBits));
  }

  private long[] weights(Form form, Sum sum, int unitBits, int[] terms) {
    return Arrays.stream(terms).mapToLong(t -> sum.weights[t] << unitLog2[form.atom()[t]] - unitBits).toArray();
  }

  private IntegerNetwork withScores(int deltaLog2, List<List<IntegerRow>> layers) {
    int count = network.scores().size();
    Sum[] sums = new Sum[count];
    Arrays.setAll(sums, o -> sum(network.scores().get(o), 1L << scoreBits, 0));
    if (oneScale) {
      double widest = Arrays.stream(sums).mapToDouble(Sum::unit).max().orElseThrow();
      Arrays.setAll(sums, o -> sum(network.scores().get(o), 1L << scoreBits, widest));
    }
    List<IntegerRow> rows = new ArrayList<>();
    double[] scales = new double[count];
    double[] middles = new double[count];
    for (int o = 0; o < count; o++) {
      int score = o;
      long middle = (sums[o].least + sums[o].most + 1) / 2;
      double[] wanted = Arrays.stream(samples.scores()).mapToDouble(s -> s[score]).toArray();
      long[] integers = values(network.scores().get(o), sums[o]);
      double mean = Arrays.stream(wanted).average().orElseThrow()
          - sums[o].unit * Arrays.stream(integers).average().orElseThrow();
      middles[o] = mean + sums[o].unit * middle;
      scales[o] = Math.scalb(1, -scoreBits) / sums[o].unit;
      rows.add(row(network.scores().get(o), sums[o], scoreBits, -middle));
    }
    return new IntegerNetwork(deltaLog2, layers, tables, new double[tables.length], rows, scales, middles).merged();
  }
}
