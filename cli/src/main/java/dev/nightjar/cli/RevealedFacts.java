package dev.nightjar.cli;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.cli.text.Units;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@code client.zip} tells everyone who has it, in words: of the data that the model was calibrated on, and of the
 * model. What answers tell is not its matter.
 *
 * @param spec what client.zip holds
 * @param ranges how the ranges were taken from the calibration rows, as the bundle's notes have it; empty where there
 *     are none: then they are exact, or the endpoint does not say
 */
record RevealedFacts(ClientSpec spec, Optional<String> ranges) {
  private static final int SHOWN = 4;
  private static final MathContext DIGITS = new MathContext(12);

  /** Of the calibration rows. */
  String ofData() {
    List<Integer> told = IntStream.range(0, spec.features()).filter(f -> uniform(f)
        && !spec.quantizers().get(f).numbers().equals(Uniform.UNUSED)).boxed().toList();
    String cut = "cuts between values of " + Units.count(grids(), "feature");
    if (told.isEmpty() && grids() > 0) {
      return cut;
    }
    if (told.isEmpty()) {
      return cuts() == 0 ? "nothing" : "no ranges; a tree's thresholds lie halfway between values of its training rows";
    }
    return "the ranges of " + Units.count(told.size(), "feature") + " over the calibration rows, "
        + ranges.orElse("perhaps to the last digit") + ": "
        + told.stream().limit(SHOWN).map(this::range).collect(Collectors.joining(", "))
        + (told.size() > SHOWN ? " and so on" : "") + (grids() == 0 ? "" : "; " + cut);
  }

  private boolean uniform(int feature) {
    return spec.quantizers().get(feature).numbers() instanceof Uniform;
  }

  private String range(int feature) {
    Uniform uniform = (Uniform) spec.quantizers().get(feature).numbers();
    return String.format(Locale.ROOT, "feature %d from %s to %s", feature, number(uniform.min()),
        number(uniform.max()));
  }

  /** Steps are rounded to doubles, so that the last digits of an end are not the data's. */
  private static String number(double x) {
    BigDecimal rounded = new BigDecimal(x).round(DIGITS).stripTrailingZeros();
    return Math.abs(rounded.scale()) > DIGITS.getPrecision() ? rounded.toString() : rounded.toPlainString();
  }

  private int cuts() {
    return spec.quantizers().stream().map(FeatureQuantizer::numbers)
        .filter(FeatureQuantizer.Thresholds.class::isInstance)
        .mapToInt(q -> q.levels() - 1).sum();
  }

  private long grids() {
    return spec.usedFeatures().stream().filter(f -> spec.quantizers().get(f).numbers() instanceof FeatureQuantizer.Grid)
        .count();
  }

  /** Of the model. */
  String ofModel() {
    return "its kind, " + (spec.task().classifier() ? Units.count(spec.task().labels().size(), "class label")
        : Units.count(spec.offsets().length, "output")) + ", which " + spec.usedFeatures().size() + " of "
        + Units.count(spec.features(), "feature") + " it uses"
        + (cuts() == 0 ? "" : ", " + Units.count(cuts(), "threshold"))
        + (grids() == 0 ? "" : ", cuts of " + Units.count(grids(), "feature") + " that thresholds may be among")
        + ", offset and scale of " + Units.count(spec.offsets().length, "score");
  }
}
