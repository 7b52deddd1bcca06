package dev.nightjar.compiler;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.RangeRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a model's ranges tell of its calibration rows, and what they cut off. */
final class CalibrationRanges {
  /** Name of the note that says how ranges were taken; without it they are exact. */
  static final String NOTE = "ranges";
  private static final String CLIPPED = "clipped";

  private CalibrationRanges() {
  }

  /**
   * The model without the ranges of features that it does not use, and with notes on the others; as it is where exact
   * ranges were asked for.
   */
  static CompiledModel told(CompiledModel compiled, CompileRequest request) {
    ClientSpec client = compiled.client();
    boolean grids = client.quantizers().stream().anyMatch(q -> q.numbers() instanceof FeatureQuantizer.Grid);
    if (request.ranges().exact() || !grids
        && client.quantizers().stream().map(FeatureQuantizer::numbers).noneMatch(Uniform.class::isInstance)) {
      return compiled;
    }
    Collection<Integer> used = client.usedFeatures();
    List<FeatureQuantizer> quantizers = new ArrayList<>(client.quantizers());
    quantizers.replaceAll(CalibrationRanges::unused);
    used.forEach(f -> quantizers.set(f, client.quantizers().get(f)));
    List<Map.Entry<String, String>> notes = new ArrayList<>(compiled.notes());
    notes.add(Map.entry(NOTE, used.stream().anyMatch(f -> quantizers.get(f).numbers() instanceof Uniform)
        ? describe(request.ranges()) : "none; cuts are round numbers between values of rows"));
    double[][] rows = request.calibration();
    int clipped = 0;
    int[] byFeature = new int[quantizers.size()];
    for (double[] row : rows) {
      int before = clipped;
      for (int f : used) {
        if (quantizers.get(f).numbers() instanceof Uniform uniform && uniform.clips(row[f])) {
          byFeature[f]++;
          clipped = before + 1;
        }
      }
    }
    if (clipped > 0) {
      int worst = used.stream().max((a, b) -> Integer.compare(byFeature[a], byFeature[b])).orElseThrow();
      notes.add(Map.entry(CLIPPED, String.format(Locale.ROOT, "WARNING: %.1f %% of the calibration rows lie outside of "
          + "the range in some feature and are read as its end; most often feature %d, %.1f %%",
          100.0 * clipped / rows.length, worst, 100.0 * byFeature[worst] / rows.length)));
    }
    return compiled.withClient(client.withQuantizers(quantizers)).withNotes(notes);
  }

  /** What is left of a quantizer when its feature is not used: whether the feature may be missing. */
  private static FeatureQuantizer unused(FeatureQuantizer quantizer) {
    if (!(quantizer.numbers() instanceof Uniform)) {
      return quantizer;
    }
    return quantizer instanceof FeatureQuantizer.Missing ? new FeatureQuantizer.Missing(Uniform.UNUSED)
        : Uniform.UNUSED;
  }

  private static String describe(RangeRule rule) {
    return rule.tail() == 0 ? "rounded outward" : String.format(Locale.ROOT,
        "between quantiles, %.3g %% of the rows outside at each end, rounded outward", 100 * rule.tail());
  }
}
