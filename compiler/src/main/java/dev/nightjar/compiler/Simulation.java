package dev.nightjar.compiler;

import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.NoisyEvaluator;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What encrypted answers to rows will be like: the circuit is run in the clear with the noise of its formulas
 * ({@link NoisyEvaluator}), several times for each row. Immutable.
 *
 * <p>Shares and their intervals are of one encrypted run over these very rows: with a probability of about 95 % it has
 * a share within the interval, half a row more at each end, if its noise is that of the formulas. An engine whose noise
 * is less does a little better.
 *
 * @param rows number of rows
 * @param draws runs of each row
 * @param seed what the noise was drawn with
 * @param classifier whether there are classes to compare; without, shares are of rows whose values decode to the very
 *     integers of the clear circuit
 * @param labelledRows rows that have a label
 * @param clear share of those that the circuit names rightly without noise; NaN for a regressor or without labels
 * @param encrypted share of those that are named rightly with noise; NaN likewise
 * @param sameAsClear share of rows to which the circuit gives the same class with noise and without
 * @param sameAsFloat share of rows to which the circuit with noise and the float model give the same class; empty where
 *     there is none to compare with, or no class
 * @param scoreNoise root mean square of what noise changes in a score
 */
public record Simulation(int rows, int draws, long seed, boolean classifier, int labelledRows, double clear,
    Share encrypted, Share sameAsClear, Optional<Share> sameAsFloat, double scoreNoise) {
  /** Runs of each row, unless others are asked for. */
  public static final int DRAWS = 10;

  /** Of the normal distribution, for 95 %. */
  private static final double QUANTILE = 1.96;

  /**
   * A share of rows, and the interval in which that of one encrypted run lies with a probability of about 95 %.
   *
   * @param value expected
   * @param low lower end
   * @param high upper end
   */
  public record Share(double value, double low, double high) {
    private static final Share NONE = new Share(Double.NaN, Double.NaN, Double.NaN);

    /** From how often each of some rows did well in so many draws. */
    static Share of(int[] good, int draws) {
      if (good.length == 0) {
        return NONE;
      }
      double sum = 0;
      double variance = 0;
      for (int g : good) {
        double p = (double) g / draws;
        sum += p;
        variance += p * (1 - p) * draws / Math.max(1, draws - 1);
      }
      // The mean over draws is itself uncertain by a share of 1 / draws of the variance of one run.
      double reach = QUANTILE * Math.sqrt(variance * (1 + 1.0 / draws)) + 0.5;
      int n = good.length;
      return new Share(sum / n, Math.max(0, (sum - reach) / n), Math.min(1, (sum + reach) / n));
    }

    private String text() {
      return String.format(Locale.ROOT, "%.4f (95 %%: %.4f to %.4f)", value, low, high);
    }
  }

  /**
   * Simulates.
   *
   * @param model the float model, to compare with; empty where it is not at hand
   * @param data the rows, at least one
   * @param seed of the noise
   * @param draws runs of each row, at least 2
   */
  public static Simulation of(Optional<Pipeline> model, CompiledModel compiled, CsvData data, long seed, int draws) {
    if (draws < 2 || data.samples().isEmpty()) {
      throw new IllegalArgumentException("a simulation takes at least one row and 2 draws, not "
          + data.samples().size() + " rows and " + draws + " draws");
    }
    NoisyEvaluator noisy = NoisyEvaluator.of(compiled.circuit());
    List<Row> found = IntStream.range(0, data.samples().size()).parallel().mapToObj(i -> new Row(model, compiled, noisy,
        data.samples().get(i), (seed << Integer.SIZE) + (long) i * draws, draws)).toList();
    List<Row> labelled = found.stream().filter(row -> row.labelled).toList();
    boolean classifier = found.get(0).classifier;
    return new Simulation(found.size(), draws, seed, classifier, labelled.size(),
        labelled.stream().mapToDouble(row -> row.clearRight ? 1 : 0).average().orElse(Double.NaN),
        Share.of(labelled.stream().mapToInt(row -> row.right).toArray(), draws),
        Share.of(found.stream().mapToInt(row -> row.sameAsClear).toArray(), draws),
        model.isEmpty() || !classifier ? Optional.empty()
            : Optional.of(Share.of(found.stream().mapToInt(row -> row.sameAsFloat).toArray(), draws)),
        Math.sqrt(found.stream().mapToDouble(row -> row.squares).sum() / draws
            / found.stream().mapToInt(row -> row.scores).sum()));
  }

  /** What became of one row. */
  private static final class Row {
    private final boolean classifier;
    private final boolean labelled;
    private final boolean clearRight;
    private final int scores;
    private int right;
    private int sameAsClear;
    private int sameAsFloat;
    private double squares;

    Row(Optional<Pipeline> model, CompiledModel compiled, NoisyEvaluator noisy, CsvData.Sample sample, long seed,
        int draws) {
      long[] plaintext = compiled.client().encode(sample.row());
      long[] clear = compiled.client().integers(ClearEvaluator.run(compiled.circuit(), plaintext));
      Prediction without = compiled.client().predict(clear);
      Optional<Prediction> exact = model.map(pipeline -> pipeline.predict(sample.row()));
      double[] expected = compiled.client().scores(clear);
      List<String> labels = sample.labels().stream().map(Labels::canonical).toList();
      classifier = without.classifier();
      labelled = classifier && !labels.isEmpty() && labels.stream().noneMatch(CsvCells::missing);
      clearRight = labelled && ClassScore.isRight(without, labels);
      scores = expected.length;
      for (int draw = 0; draw < draws; draw++) {
        long[] integers = compiled.client().integers(noisy.run(plaintext, seed + draw));
        Prediction with = compiled.client().predict(integers);
        right += labelled && ClassScore.isRight(with, labels) ? 1 : 0;
        sameAsClear += (classifier ? with.labels().equals(without.labels()) : Arrays.equals(integers, clear))
            ? 1 : 0;
        sameAsFloat += exact.filter(e -> e.labels().equals(with.labels())).isPresent() ? 1 : 0;
        double[] given = compiled.client().scores(integers);
        for (int s = 0; s < scores; s++) {
          squares += (given[s] - expected[s]) * (given[s] - expected[s]);
        }
      }
    }
  }

  /** The findings in one line. */
  String text() {
    return (labelledRows > 0 ? "accuracy " + encrypted.text() + ", " : "") + (classifier ? "the class that the circuit "
        + "gives in the clear " + sameAsClear.text() : String.format(Locale.ROOT, "noise of scores %.4g (RMS)",
        scoreNoise)) + "; simulated on " + rows + " rows";
  }

  /** The findings for people, facts in order. */
  public List<Map.Entry<String, String>> facts() {
    List<Map.Entry<String, String>> facts = new ArrayList<>();
    facts.add(Map.entry("simulated", draws + " runs of each of " + rows + " rows with the noise of the formulas, seed "
        + seed));
    if (labelledRows > 0) {
      facts.add(Map.entry("accuracy", String.format(Locale.ROOT, "encrypted %s on %d rows, without noise %.4f",
          encrypted.text(), labelledRows, clear)));
    }
    facts.add(Map.entry("as without noise", sameAsClear.text() + (classifier ? " of the rows get the same class"
        : " of the rows decode to the same integers")));
    sameAsFloat.ifPresent(share -> facts.add(Map.entry("as the float model", share.text()
        + " of the rows get the same class")));
    facts.add(Map.entry("noise of scores", String.format(Locale.ROOT, "%.4g (RMS)", scoreNoise)));
    return List.copyOf(facts);
  }
}
