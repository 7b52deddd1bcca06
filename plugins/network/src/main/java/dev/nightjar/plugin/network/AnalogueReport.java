package dev.nightjar.plugin.network;

import dev.nightjar.api.circuit.AnalogueNoise;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.ParameterCatalogue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a report says of an analogue network: of each layer, and of the noise of scores. */
final class AnalogueReport {
  /** Rows over which the noise of scores is looked at. */
  private static final int NOISE_ROWS = 200;
  private static final double WIDEST_LOG2 = -2;
  private static final int BUDGET_STEPS = 6;
  /** Standard deviations that normal noise passes with a probability of 2^-64. */
  private static final double DEVIATIONS = 9.2;

  private final CompiledModel compiled;
  private final Unfolded network;
  private final Samples samples;
  private final List<Map.Entry<String, String>> notes = new ArrayList<>();

  AnalogueReport(CompiledModel compiled, Unfolded network, Samples samples) {
    this.compiled = compiled;
    this.network = network;
    this.samples = samples;
  }

  /**
   * The notes.
   *
   * @param margins for each batch the margin of each of its look-ups
   * @param written what became of the network's look-ups
   * @param noise that of the parameter set
   * @param agreement with the float model under noise, for rows that are many enough
   * @param wanted agreement
   * @param reached agreement with the noise of the set
   */
  List<Map.Entry<String, String>> notes(double[][] margins, NetworkCircuit.Written written, Trial.Noise noise,
      ToDoubleFunction<Trial.Noise> agreement, double wanted, double reached) {
    double[][] decisions = AnalogueNoise.of(compiled.circuit()).decisions();
    double millis = ParameterCatalogue.cost(compiled.client().parameters());
    note("claim", "analogue: scores are noisy, and no integer is claimed to be exact");
    note("look-ups", compiled.circuit().bootstraps() + " in " + network.layers().size() + " batches"
        + (written.merged() > 0 ? "; " + written.merged() + " more were equal to others" : "")
        + (written.turned() > 0 ? "; " + written.turned() + " more are further values of their rotations" : ""));
    for (int l = 0; l < decisions.length; l++) {
      double worst = Arrays.stream(decisions[l]).max().orElseThrow();
      double margin = Arrays.stream(margins[l]).max().orElseThrow();
      note("layer " + network.layers().get(l).name(), String.format(Locale.ROOT,
          "%d look-ups, noise 2^%.2f of the torus, budget 2^%.2f, margin %.4f, %.0f ms on one core of the cost model",
          decisions[l].length, log2(worst), budget(l, noise, agreement, wanted, worst), margin,
          millis * decisions[l].length));
    }
    note("agreement under noise", String.format(Locale.ROOT, "%.4f of %d calibration rows", reached,
        samples.rows().length));
    scores();
    return notes;
  }

  private void note(String name, String text) {
    notes.add(Map.entry(name, text));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  /** The largest noise of one layer at which the rows still agree as wanted, with that of the others as it is; log2. */
  private static double budget(int layer, Trial.Noise noise, ToDoubleFunction<Trial.Noise> agreement, double wanted,
      double predicted) {
    double kept = log2(predicted);
    double missed = WIDEST_LOG2;
    for (int i = 0; i < BUDGET_STEPS; i++) {
      double middle = (kept + missed) / 2;
      if (agreement.applyAsDouble(noise.with(layer, Math.pow(2, middle))) >= wanted) {
        kept = middle;
      } else {
        missed = middle;
      }
    }
    return kept;
  }

  private void scores() {
    AnalogueNoise noise = AnalogueNoise.of(compiled.circuit());
    double[] units = compiled.client().results().stream()
        .mapToDouble(r -> r.scale() * Math.scalb(1, Long.SIZE - r.deltaLog2())).toArray();
    int rows = samples.rows().length;
    int looked = Math.min(rows, NOISE_ROWS);
    double worst = 0;
    double single = 0;
    for (int i = 0; i < looked; i++) {
      double[] row = samples.rows()[(int) ((long) i * rows / looked)];
      AnalogueNoise.Outputs at = noise.at(compiled.client().layout().plaintext(compiled.client().quantize(row),
          compiled.circuit().parameters().polynomialSize()));
      for (int o = 0; o < units.length; o++) {
        single = Math.max(single, at.deviation(o) * units[o]);
        for (int other = 0; other < o; other++) {
          worst = Math.max(worst, at.deviation(o, units[o], other, units[other]));
        }
      }
    }
    note("noise of scores", String.format(Locale.ROOT, "standard deviation %.4g at most on calibration rows", single));
    if (units.length > 1 && compiled.client().task().classifier()) {
      double bound = DEVIATIONS * worst;
      long above = Arrays.stream(samples.scores()).filter(scores -> margin(scores) > bound).count();
      note("margin rule", String.format(Locale.ROOT, "a row whose two largest scores differ by more than %.4g gets the "
          + "class of the clear run, but with a probability of 2^%.0f: %.1f %% of calibration rows", bound,
          NoiseModel.failureLog2OfDecision(DEVIATIONS, 1), 100.0 * above / rows));
    } else if (compiled.client().task().classifier()) {
      double bound = DEVIATIONS * single;
      double middle = UnseenRows.border(compiled.client().task());
      long above = Arrays.stream(samples.scores()).filter(s -> Math.abs(s[0] - middle) > bound).count();
      note("margin rule", String.format(Locale.ROOT, "a row whose score is further than %.4g from %s gets the class of "
          + "the clear run, but with a probability of 2^%.0f: %.1f %% of calibration rows", bound, middle,
          NoiseModel.failureLog2OfDecision(DEVIATIONS, 1), 100.0 * above / rows));
    }
  }

  private static double margin(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1] - sorted[sorted.length - 2];
  }
}
