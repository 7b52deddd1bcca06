package dev.nightjar.plugin.table;

import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ImportedModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many bits each feature gets. Where the request says it, all that the model reads get as many. Else bits are given
 * one by one, each to the feature for which the scores of calibration rows come closest to those of the float model,
 * and of all these grids the smallest is taken that no larger one agrees better than. Used once.
 */
final class FeatureBits {
  /** Most bits of all features: 2^18 points are some megabytes and some hundred external products. */
  static final int MOST = 18;

  /** Where every feature gets as many bits and the request does not say how many; a table of 2 ms. */
  private static final int USUAL = 16;
  private static final int MOST_OF_A_FEATURE = 10;
  /** Most bits of a feature that a request asks for. */
  private static final int MOST_BITS_ASKED = 12;
  /** Rows that each choice is made with. */
  private static final int CHOICE_ROWS = 128;
  /** Rows that agreement is measured on. */
  private static final int AGREEMENT_ROWS = 2000;

  private final ImportedModel model;
  private final CompileRequest request;
  private final double[][] rows;
  private final double[] fixed;
  /** Quantizers that were made, by feature and bits. */
  private final FeatureQuantizer.Uniform[][] known;

  private FeatureBits(ImportedModel model, CompileRequest request) {
    this.model = model;
    this.request = request;
    this.rows = spread(request.calibration(), AGREEMENT_ROWS);
    this.fixed = new double[model.features()];
    this.known = new FeatureQuantizer.Uniform[model.features()][MOST_BITS_ASKED + 1];
    for (int f = 0; f < fixed.length; f++) {
      int feature = f;
      double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[feature]).sorted().toArray();
      fixed[f] = sorted[sorted.length / 2];
    }
  }

  /** The grid of a model. */
  static Grid of(ImportedModel model, CompileRequest request) {
    FeatureBits search = new FeatureBits(model, request);
    return request.bits() > 0 || request.quantizer() == CompileRequest.Quantizer.UNIFORM ? search.equal()
        : search.searched();
  }

  /** At most so many of some rows, evenly spread. */
  private static double[][] spread(double[][] rows, int most) {
    if (rows.length <= most) {
      return rows;
    }
    double[][] some = new double[most][];
    Arrays.setAll(some, i -> rows[(int) ((long) i * rows.length / most)]);
    return some;
  }

  private Grid equal() {
    boolean[] read = new boolean[fixed.length];
    int features = 0;
    for (int f = 0; f < read.length; f++) {
      read[f] = reads(f);
      features += read[f] ? 1 : 0;
    }
    int each = request.bits() > 0 ? request.bits() : Math.min(USUAL / Math.max(features, 1), MOST_OF_A_FEATURE);
    if (features == 0 || each == 0 || (long) features * each > MOST) {
      throw TablePlugin.refused("a table has at most " + MOST + " bits, and " + features + " features of "
          + Math.max(each, 1) + " bits are " + features * Math.max(each, 1) + ": use fewer bits or another strategy");
    }
    int[] bits = new int[read.length];
    Arrays.setAll(bits, f -> read[f] ? each : 0);
    return grid(bits);
  }

  /** Whether a feature's value changes the scores of one of some rows. */
  private boolean reads(int feature) {
    for (double[] row : spread(rows, CHOICE_ROWS)) {
      double[] scores = model.scores(row);
      for (double[] other : spread(rows, CHOICE_ROWS / 8)) {
        double[] x = row.clone();
        x[feature] = other[feature];
        if (!Arrays.equals(scores, model.scores(x))) {
          return true;
        }
      }
    }
    return false;
  }

  private Grid searched() {
    double[][] few = spread(rows, CHOICE_ROWS);
    double[][] fewScores = Arrays.stream(few).map(model::scores).toArray(double[][]::new);
    Agreement exact = Agreement.with(model.task(), Arrays.stream(rows).map(model::scores).toArray(double[][]::new));
    double[] spread = spread(fewScores);
    int[] features = IntStream.range(0, fixed.length).filter(this::reads).toArray();
    int[] bits = new int[fixed.length];
    Grid best = null;
    double mostAgreement = -1;
    double error = error(grid(bits), few, fewScores, spread);
    while (mostAgreement < 1) {
      int chosen = -1;
      double mostGain = 0;
      int all = Arrays.stream(bits).sum();
      for (int f : features) {
        int more = more(bits[f]);
        if (fits(bits[f], all)) {
          bits[f] += more;
          double gain = (error - error(grid(bits), few, fewScores, spread)) / more;
          bits[f] -= more;
          if (gain > mostGain) {
            mostGain = gain;
            chosen = f;
          }
        }
      }
      if (chosen < 0) {
        // No feature helps by itself: the coarsest gets its bit, so that two may help together.
        chosen = IntStream.of(features).filter(f -> fits(bits[f], all)).boxed()
            .min(Comparator.comparingInt(f -> bits[f])).orElse(-1);
      }
      if (chosen < 0) {
        break;
      }
      bits[chosen] += more(bits[chosen]);
      Grid grid = grid(bits);
      error = error(grid, few, fewScores, spread);
      double agreement = exact.of(Arrays.stream(rows).map(row -> model.scores(grid.nearest(row)))
          .toArray(double[][]::new));
      if (agreement > mostAgreement && !(grid.allBits() > USUAL && mostAgreement >= request.agreement())) {
        mostAgreement = agreement;
        best = grid;
      }
    }
    if (best == null || mostAgreement < request.agreement()) {
      throw TablePlugin.refused(String.format(Locale.ROOT, "a table of %d bits agrees with this %s on %.4f, and"
          + " %.4f is asked for: train a model of fewer features, use another strategy or ask for less agreement", MOST,
          model.description(), Math.max(mostAgreement, 0), request.agreement()));
    }
    return best;
  }

  private static boolean fits(int bits, int all) {
    return bits + more(bits) <= MOST_OF_A_FEATURE && all + more(bits) <= MOST;
  }

  /** Two levels, at the ends of a range, say less of a feature than a single one in its middle: four come first. */
  private static int more(int bits) {
    return bits == 0 ? 2 : 1;
  }

  private Grid grid(int[] bits) {
    FeatureQuantizer.Uniform[] quantizers = new FeatureQuantizer.Uniform[bits.length];
    for (int f = 0; f < bits.length; f++) {
      if (bits[f] > 0) {
        quantizers[f] = quantizer(f, bits[f]);
      }
    }
    return new Grid(quantizers, fixed, bits);
  }

  private FeatureQuantizer.Uniform quantizer(int feature, int bits) {
    FeatureQuantizer.Uniform made = known[feature][bits];
    if (made == null) {
      made = request.quantizer() == CompileRequest.Quantizer.UNIFORM
          ? request.uniformQuantizer(feature, 1 << bits) : request.robustQuantizer(feature, 1 << bits);
      known[feature][bits] = made;
    }
    return made;
  }

  /** How far each score spreads over rows; 1 where it does not. */
  private static double[] spread(double[][] scores) {
    double[] spread = new double[scores[0].length];
    for (int s = 0; s < spread.length; s++) {
      int score = s;
      double range = Arrays.stream(scores).mapToDouble(row -> row[score]).max().orElse(0)
          - Arrays.stream(scores).mapToDouble(row -> row[score]).min().orElse(0);
      spread[s] = range > 0 ? range : 1;
    }
    return spread;
  }

  private double error(Grid grid, double[][] some, double[][] exact, double[] spread) {
    double sum = 0;
    for (int i = 0; i < some.length; i++) {
      double[] scores = model.scores(grid.nearest(some[i]));
      for (int s = 0; s < scores.length; s++) {
        sum += Math.pow((scores[s] - exact[i][s]) / spread[s], 2);
      }
    }
    return sum;
  }
}
