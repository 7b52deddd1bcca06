package dev.nightjar.plugin.linear;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.NeighbourModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Grids of nearest neighbours. All scores are integers of one unit, since they are compared with each other. Where the
 * values of features, and those that are stored, stand in rasters, as counts and decimals of one digit do, grids are
 * these rasters, and distances are exact. Elsewhere error is measured on rows of the calibration: of the distances to
 * the {@value #NEAREST} nearest stored rows, in relation to how far these are from each other. Where an agreement of
 * 0.99 is asked for it stays below 0.5 % when they vote for a class. Where numbers are made of them, every exchange of
 * two of them shows, and there it stays below 0.03 %.
 */
final class NeighbourGrids extends Grids {
  private static final double SHARE_OF_VOTES = 0.5;
  private static final double SHARE_OF_NUMBERS = 0.03;
  private static final int MOST_WEIGHT_BITS = 16;
  /** An error that all distances have changes their order not at all, and weights of the nearest a little. */
  private static final double OF_COMMON = 0.01;
  private static final int NEAREST = 16;
  private static final int MEASURED_ROWS = 64;
  private static final double MOST_ROWS = 0.9;

  /** Bits of a choice that is a raster: its features have steps of their own. */
  private static final int OF_RASTER = 0;
  private static final int MOST_LEVELS = 1 << 16;
  private static final int MOST_RASTER_WEIGHT_BITS = 20;
  private static final int MOST_RASTER_SUM_BITS = 23;
  private static final int[] PARTS = {1, 2, 4, 5, 10, 20, 25, 50, 100};

  private final LinearModel model;
  private final double[][] weights;
  private final boolean relative;
  private final double[] centre;
  private final double[] width;
  private final double[] steps;
  private final double[] weightSteps;
  private final List<Sample> samples;
  private final Map<List<Integer>, Double> errors = new HashMap<>();
  private final List<Choice> choices;

  /** A row of the calibration, the stored rows that are nearest to it, and their distances. */
  private record Sample(double[] row, int[] nearest, double[] distances) {
  }

  NeighbourGrids(NeighbourModel neighbours, CompileRequest request) {
    super(request, neighbours.voting() ? SHARE_OF_VOTES : SHARE_OF_NUMBERS, MOST_WEIGHT_BITS);
    double[][] rows = request.calibration();
    int features = neighbours.features();
    double[][] stored = neighbours.distances().weights();
    relative = neighbours.relative();
    steps = new double[features];
    weightSteps = new double[features];
    centre = new double[features];
    width = new double[features];
    for (int f = 0; f < features; f++) {
      int feature = f;
      steps[f] = raster(Arrays.stream(rows).mapToDouble(row -> row[feature]));
      weightSteps[f] = raster(Arrays.stream(stored).mapToDouble(row -> row[feature]));
      Uniform range = request.robustQuantizer(f, 2);
      centre[f] = range.min() / 2 + range.max() / 2;
      width[f] = range.max() - range.min();
    }
    double widest = Arrays.stream(width).max().orElseThrow();
    for (int f = 0; f < features; f++) {
      int feature = f;
      boolean varies = Arrays.stream(rows).anyMatch(row -> row[feature] != rows[0][feature]);
      width[f] = varies && width[f] > 0 ? width[f] : Math.max(Math.abs(centre[f]), widest > 0 ? widest : 1);
    }
    model = relative ? centred(neighbours.distances(), stored) : neighbours.distances();
    weights = model.weights();
    samples = samples(rows);
    choices = found(request.bits() == 0 ? rasters() : List.of());
  }

  private static double raster(DoubleStream values) {
    return Raster.of(values.toArray()).orElse(0);
  }

  /** Without the mean of each column, which adds the same to all scores, and so with smaller sums. */
  private LinearModel centred(LinearModel distances, double[][] stored) {
    for (int f = 0; f < steps.length; f++) {
      int feature = f;
      double mean = Arrays.stream(stored).mapToDouble(row -> row[feature]).average().orElseThrow();
      double moved = weightSteps[f] > 0 ? weightSteps[f] * Math.rint(mean / weightSteps[f]) : mean;
      for (double[] row : stored) {
        row[f] -= moved;
      }
    }
    return new LinearModel(stored, distances.intercepts(), distances.task());
  }

  private List<Sample> samples(double[][] rows) {
    int count = Math.min(MEASURED_ROWS, rows.length);
    List<Sample> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] row = clamped(rows[(int) ((long) i * rows.length / count)]);
      double[] all = model.scores(row);
      int[] nearest = IntStream.range(0, all.length).boxed().sorted(Comparator.comparingDouble(v -> all[v]))
          .limit(NEAREST).mapToInt(v -> v).toArray();
      out.add(new Sample(row, nearest, Arrays.stream(nearest).mapToDouble(v -> all[v]).toArray()));
    }
    return out;
  }

  /** Values far outside say nothing of how closely others are followed. */
  private double[] clamped(double[] row) {
    double[] out = new double[row.length];
    Arrays.setAll(out, f -> Math.max(centre[f] - width[f] / 2, Math.min(centre[f] + width[f] / 2, row[f])));
    return out;
  }

  @Override
  IntegerModel rounded(Uniform[] quantizers, int weightBits) {
    double largest = 0;
    for (double[] row : weights) {
      for (int f = 0; f < row.length; f++) {
        largest = Math.max(largest, Math.abs(row[f] * quantizers[f].step()));
      }
    }
    return IntegerModel.inUnits(model, quantizers, largest / ((1L << weightBits - 1) - 1));
  }

  @Override
  Uniform[] quantizers(int bits, int wideningLog2) {
    Uniform[] out = new Uniform[width.length];
    for (int f = 0; f < out.length; f++) {
      double half = Math.scalb(width[f], wideningLog2 - 1);
      out[f] = bits == OF_RASTER ? onRaster(f, half)
          : Uniform.over(centre[f] - half + 0.0, centre[f] + half, 1 << bits);
    }
    return out;
  }

  private Uniform onRaster(int f, double half) {
    if (!uses(f)) {
      return Uniform.UNUSED;
    }
    double first = Math.floor((centre[f] - half) / steps[f] + 1e-6);
    double last = Math.ceil((centre[f] + half) / steps[f] - 1e-6);
    return new Uniform(first * steps[f] + 0.0, steps[f], (int) Math.max(2, Math.min(MOST_LEVELS, last - first + 1)));
  }

  /** Exact grids that are wide enough, the widest first, where their sums fit in words of 32 bits; else any. */
  private List<Choice> found(List<Choice> rasters) {
    List<Choice> exact = rasters.stream().filter(this::suffices).toList();
    if (exact.stream().anyMatch(choice -> choice.sumBits() <= MOST_RASTER_SUM_BITS)) {
      return exact;
    }
    List<Choice> all = new ArrayList<>(equalSteps());
    all.addAll(rasters);
    return sorted(all);
  }

  /** The choices whose grids are the rasters that values stand in, if they all do. */
  private List<Choice> rasters() {
    double unit = rasterUnit();
    if (unit == 0) {
      return List.of();
    }
    List<Choice> out = new ArrayList<>();
    for (int widening = mostWidening(); widening >= 0; widening--) {
      int most = widening;
      boolean fits = IntStream.range(0, width.length)
          .allMatch(f -> !uses(f) || Math.scalb(width[f], most) / steps[f] < MOST_LEVELS - 2);
      if (fits) {
        IntegerModel integers = IntegerModel.inUnits(model, quantizers(OF_RASTER, widening), unit);
        int weightBits = integers.weightBits();
        if (weightBits <= MOST_RASTER_WEIGHT_BITS) {
          out.add(new Choice(OF_RASTER, weightBits, widening, 0, integers.rangeBits()));
        }
      }
    }
    return out;
  }

  /** What the products of all steps are multiples of; 0 where that is nothing. */
  private double rasterUnit() {
    double least = Double.POSITIVE_INFINITY;
    for (int f = 0; f < steps.length; f++) {
      least = uses(f) ? Math.min(least, steps[f] * weightSteps[f]) : least;
    }
    if (least == 0 || Double.isInfinite(least)) {
      return 0;
    }
    for (int part : PARTS) {
      double unit = least / part;
      boolean all = IntStream.range(0, steps.length).allMatch(f -> !uses(f)
          || Math.abs(Math.IEEEremainder(steps[f] * weightSteps[f], unit)) < 1e-6 * unit);
      if (all) {
        return unit;
      }
    }
    return 0;
  }

  private boolean uses(int feature) {
    return Arrays.stream(weights).anyMatch(row -> row[feature] != 0);
  }

  @Override
  IntegerModel integers(Choice choice) {
    Uniform[] quantizers = quantizers(choice.bits(), choice.wideningLog2());
    return choice.bits() == OF_RASTER ? IntegerModel.inUnits(model, quantizers, rasterUnit())
        : rounded(quantizers, choice.weightBits()).exactAt(centre, model);
  }

  @Override
  List<Choice> choices() {
    return choices;
  }

  @Override
  double error(int bits, int weightBits, int wideningLog2) {
    return errors.computeIfAbsent(List.of(bits - wideningLog2, weightBits), any -> measured(
        rounded(quantizers(bits, wideningLog2), weightBits).exactAt(centre, model)));
  }

  /**
   * The error of distances to the nearest, in relation to how they differ, that most rows have at most; one that all
   * distances of a row have counts little or not.
   */
  private double measured(IntegerModel integers) {
    double[] shares = new double[samples.size()];
    for (int s = 0; s < shares.length; s++) {
      Sample sample = samples.get(s);
      double[] errors = new double[sample.nearest.length];
      Arrays.setAll(errors, i -> integers.score(sample.nearest[i], sample.row) - sample.distances[i]);
      double common = relative ? 0 : Arrays.stream(errors).map(e -> e * e).sum() * OF_COMMON;
      double spread = squares(sample.distances);
      shares[s] = spread > 0 ? Math.sqrt(Math.max(squares(errors), common) / spread) : 0;
    }
    Arrays.sort(shares);
    return shares[(int) (MOST_ROWS * (shares.length - 1))];
  }

  /** The sum of squared deviations from the mean. */
  private static double squares(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }
}
