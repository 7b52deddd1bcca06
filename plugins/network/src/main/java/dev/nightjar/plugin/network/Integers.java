package dev.nightjar.plugin.network;

import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses integer weights for an unfolded network. Weights of features are fine, since they cost
 * fresh noise alone. Weights of look-ups are few integers: tables with small values make them finer, and the noise of
 * bootstraps that they multiply larger. The amplitude of each table is the one at which both errors, added up over all
 * sums that read it, are least. Used once.
 */
final class Integers {
  /** Bits by which weights of features are finer than the features' levels. */
  private static final int FINE_BITS = 16;
  /** Boxes of a table, at most: boxes are then narrower than the noise at any decision. */
  private static final int MOST_BOXES = 256;
  /**
   * Shares of plain rounding's error that are left once weights make up for one another, by experience: where sums have
   * many terms more of it is left. A smaller share makes weights coarser and the noise of bootstraps smaller.
   */
  static final double[] SHARES_LEFT = {0.1, 0.4};
  /** Elements of all decompositions that are kept: 64 MB at most. */
  private static final long MOST_KEPT = 1 << 23;
  private static final double MOST_AMPLITUDE = 0.25;
  private static final double LEAST_AMPLITUDE = Math.scalb(1, -30);
  /**
   * How much wider than on calibration rows the range of scores may be. A score beyond it comes back around from
   * the other end, where it may be the largest: rows that are unlike those of the calibration, and noise, must not
   * reach it.
   */
  private static final double SCORE_ROOM = 2;

  private final Unfolded network;
  private final Samples samples;
  private final double bootstrapped;
  private final int boxes;
  private final boolean oneScale;
  private final double left;
  private final Uniform[] quantizers;
  private final int[] slotOf;
  private final int deltaLog2;
  private final double[] amplitude;
  private final double[] factor;
  private final double[][] read;
  private final double[] mean;
  private final double[] scoreScales;
  private final double[] middles;
  private final Map<List<Integer>, Rounding> roundings = new HashMap<>();
  private long kept;

  /**
   * For a network on samples.
   *
   * @param bootstrapped variance of the noise of a bootstrap
   * @param boxes of a table, at most
   * @param slotOf coefficient of each feature; not copied
   * @param oneScale whether all scores have one unit, as where they are compared with each other
   * @param left share of plain rounding's error that is expected to be left, one of {@link #SHARES_LEFT}
   */
  Integers(Unfolded network, Samples samples, double bootstrapped, int boxes, int[] slotOf, int bits,
      boolean oneScale, double left) {
    this.left = left;
    this.network = network;
    this.samples = samples;
    this.bootstrapped = bootstrapped;
    this.boxes = Math.min(MOST_BOXES, boxes);
    this.slotOf = slotOf;
    this.oneScale = oneScale;
    quantizers = samples.quantizers();
    deltaLog2 = Long.SIZE - bits - FINE_BITS;
    int lookups = network.lookups();
    amplitude = new double[lookups];
    factor = new double[lookups];
    read = new double[lookups][samples.rows().length];
    mean = new double[lookups];
    scoreScales = new double[network.scores().size()];
    middles = new double[scoreScales.length];
  }

  IntegerNetwork build() {
    readSamples();
    scaleScores();
    chooseAmplitudes();
    List<List<IntegerRow>> layers = new ArrayList<>();
    double[][] tables = new double[amplitude.length][];
    double[] turns = new double[amplitude.length];
    int first = 0;
    for (Unfolded.Layer layer : network.layers()) {
      List<IntegerRow> rows = new ArrayList<>();
      for (Unfolded.Lookup lookup : layer.lookups()) {
        int next = first + rows.size();
        boolean leads = lookup.leader() == rows.size();
        tables[next] = leads ? table(lookup.shape(), amplitude[next]) : tables[first + lookup.leader()];
        turns[next] = lookup.turn();
        rows.add(leads ? row(lookup.input(), lookup.shape().scale(), lookup.shape().centre())
            : rows.get(lookup.leader()));
      }
      first += rows.size();
      layers.add(rows);
    }
    List<IntegerRow> scores = new ArrayList<>();
    for (int o = 0; o < scoreScales.length; o++) {
      scores.add(row(network.scores().get(o), scoreScales[o], middles[o]));
    }
    return new IntegerNetwork(deltaLog2, layers, tables, turns, scores, scoreScales, middles).merged();
  }

  /** What each look-up gives on the samples, relative to its amplitude. */
  private void readSamples() {
    int next = 0;
    for (Unfolded.Layer layer : network.layers()) {
      for (Unfolded.Lookup lookup : layer.lookups()) {
        Shape shape = lookup.shape();
        factor[next] = shape.amplitude();
        for (int i = 0; i < read[next].length; i++) {
          double u = samples.inputs()[i][layer.index()][lookup.row()];
          read[next][i] = shape.residual(shape.phase(u)) / shape.amplitude();
          mean[next] += read[next][i] / read[next].length;
        }
        for (int i = 0; i < read[next].length; i++) {
          read[next][i] -= mean[next];
        }
        next++;
      }
    }
  }

  private void scaleScores() {
    double widest = 0;
    double[] half = new double[scoreScales.length];
    for (int o = 0; o < half.length; o++) {
      int score = o;
      double low = Arrays.stream(samples.scores()).mapToDouble(s -> s[score]).min().orElseThrow();
      double high = Arrays.stream(samples.scores()).mapToDouble(s -> s[score]).max().orElseThrow();
      middles[o] = low / 2 + high / 2;
      half[o] = Math.max(SCORE_ROOM * (high - low) / 2, 1e-9 * Math.max(1, Math.abs(middles[o])));
      widest = Math.max(widest, half[o]);
    }
    for (int o = 0; o < half.length; o++) {
      scoreScales[o] = 0.5 / (oneScale ? widest : half[o]);
    }
  }

  private void chooseAmplitudes() {
    double[] consumers = new double[amplitude.length];
    double[] squares = new double[amplitude.length];
    for (Unfolded.Layer layer : network.layers()) {
      layer.lookups().forEach(l -> count(l.input(), l.shape().scale(), consumers, squares));
    }
    for (int o = 0; o < scoreScales.length; o++) {
      count(network.scores().get(o), scoreScales[o], consumers, squares);
    }
    int first = 0;
    for (Unfolded.Layer layer : network.layers()) {
      int count = layer.lookups().size();
      // Of all that is read off one table, as one.
      double[] rounding = new double[count];
      double[] spread = new double[count];
      for (int j = 0; j < count; j++) {
        int leader = layer.lookups().get(j).leader();
        rounding[leader] += consumers[first + j] * variance(first + j) * left / 12;
        spread[leader] += bootstrapped * squares[first + j];
      }
      double common = clamped(Math.pow(Arrays.stream(spread).sum() / Arrays.stream(rounding).sum(), 0.25));
      for (int j = 0; j < count; j++) {
        // Powers of two apart, so that look-ups of one function share few tables.
        int leader = layer.lookups().get(j).leader();
        double own = Math.pow(spread[leader] / rounding[leader], 0.25);
        double steps = Math.rint(Math.log(own / common) / Math.log(2));
        amplitude[first + j] = clamped(Double.isFinite(steps) ? Math.scalb(common, (int) steps) : common);
      }
      first += count;
    }
  }

  private static double clamped(double amplitude) {
    return amplitude > LEAST_AMPLITUDE ? Math.min(MOST_AMPLITUDE, amplitude) : LEAST_AMPLITUDE;
  }

  private double variance(int lookup) {
    double sum = 0;
    for (double x : read[lookup]) {
      sum += x * x;
    }
    return Math.max(sum / read[lookup].length, 1e-6);
  }

  private void count(Form form, double scale, double[] consumers, double[] squares) {
    for (int t = 0; t < form.atom().length; t++) {
      int lookup = form.atom()[t] - network.features();
      if (lookup >= 0) {
        double weight = form.weight()[t] * scale * factor[lookup];
        consumers[lookup]++;
        squares[lookup] += weight * weight;
      }
    }
  }

  /** A form times a scale, with a value of it that is to be phase 0. */
  private IntegerRow row(Form form, double scale, double zero) {
    int split = 0;
    while (split < form.atom().length && form.atom()[split] < network.features()) {
      split++;
    }
    double constant = (form.bias() - zero) * scale;
    int[] slots = new int[split];
    long[] slotWeights = new long[split];
    for (int t = 0; t < split; t++) {
      int f = form.atom()[t];
      double weight = form.weight()[t] * scale;
      slots[t] = slotOf[f];
      slotWeights[t] = Math.round(Math.scalb(weight * quantizers[f].step(), Long.SIZE - deltaLog2));
      constant += weight * quantizers[f].min();
    }
    int[] lookups = Arrays.stream(form.atom(), split, form.atom().length).map(a -> a - network.features()).toArray();
    double[] wanted = new double[lookups.length];
    for (int t = 0; t < wanted.length; t++) {
      wanted[t] = form.weight()[split + t] * scale * factor[lookups[t]] / amplitude[lookups[t]];
    }
    long[] weights = rounding(lookups).round(wanted);
    for (int t = 0; t < wanted.length; t++) {
      constant += (wanted[t] - weights[t]) * amplitude[lookups[t]] * mean[lookups[t]];
    }
    int[] kept = IntStream.range(0, weights.length).filter(t -> weights[t] != 0).toArray();
    int[] used = IntStream.range(0, split).filter(t -> slotWeights[t] != 0).toArray();
    return new IntegerRow(Arrays.stream(used).map(t -> slots[t]).toArray(),
        Arrays.stream(used).mapToLong(t -> slotWeights[t]).toArray(),
        Arrays.stream(kept).map(t -> lookups[t]).toArray(),
        Arrays.stream(kept).mapToLong(t -> weights[t]).toArray(), constant);
  }

  /** Dense layers read the same look-ups in each row, and all maps of a convolution in each of its places. */
  private Rounding rounding(int[] lookups) {
    List<Integer> columns = Arrays.stream(lookups).boxed().toList();
    Rounding known = roundings.get(columns);
    if (known != null) {
      return known;
    }
    double[][] values = new double[lookups.length][];
    Arrays.setAll(values, t -> Arrays.stream(read[lookups[t]]).map(x -> x * amplitude[lookups[t]]).toArray());
    Rounding rounding = new Rounding(values);
    kept += (long) lookups.length * lookups.length;
    if (kept > MOST_KEPT) {
      roundings.clear();
      kept = 0;
    }
    roundings.put(columns, rounding);
    return rounding;
  }

  /** Values over half a turn from phase 0. */
  private double[] table(Shape shape, double largest) {
    double[] out = new double[boxes];
    for (int m = 0; m < out.length; m++) {
      out[m] = shape.residual(0.5 * m / out.length) * largest / shape.amplitude();
    }
    return out;
  }
}
