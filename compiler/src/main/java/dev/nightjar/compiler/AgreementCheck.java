package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Compares what was compiled with the float model on the calibration rows, in the clear. */
final class AgreementCheck {
  /** Name of the note. */
  static final String NOTE = "calibration rows";

  /** Rows times bootstraps, about: a few seconds. */
  private static final int WORK = 4_000_000;
  private static final int LEAST_ROWS = 200;
  private static final int MOST_ROWS = 4000;

  private final CompiledModel compiled;
  private final CompileRequest request;
  private final boolean classifier;
  private final int compared;
  private final double agreement;

  /**
   * A comparison.
   *
   * @param predict what scores of the model mean
   */
  AgreementCheck(ImportedModel model, Function<double[], Prediction> predict, CompiledModel compiled,
      CompileRequest request) {
    this.compiled = compiled;
    this.request = request;
    double[][] rows = sample(request.calibration(), compiled.circuit().bootstraps());
    Agreement exact = Agreement.with(predict, Arrays.stream(rows).map(model::scores).toArray(double[][]::new));
    agreement = exact.of(Arrays.stream(rows).map(row -> compiled.client().scores(compiled.clearIntegers(row)))
        .toArray(double[][]::new));
    classifier = exact.classifier();
    compared = rows.length;
  }

  /** How closely the compiled model follows the float model, 0 to 1. */
  double agreement() {
    return agreement;
  }

  /** On how many rows they were compared. */
  int compared() {
    return compared;
  }

  /**
   * The model, with a note on its agreement where the quantizer was chosen for it.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} with what to do when it is below what the request asks for
   */
  CompiledModel passed() {
    if (agreement < request.agreement()) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, String.format(Locale.ROOT, "the compiled model %s, where "
          + "an agreement of %s is asked for: %s, or accept less with --agreement %s",
          classifier ? String.format(Locale.ROOT, "gives %.2f %% of %d calibration rows the class that the float model "
              + "gives them", 100 * agreement, compared)
              : String.format(Locale.ROOT, "differs from the float model by %.3g %% of the spread of its outputs on %d "
              + "calibration rows", 100 * (1 - agreement), compared),
          request.agreement(), remedy(request), lower(agreement)));
    }
    if (request.quantizer() != CompileRequest.Quantizer.AUTO) {
      return compiled;
    }
    List<Map.Entry<String, String>> notes = new ArrayList<>(compiled.notes());
    notes.add(Map.entry(NOTE, classifier ? String.format(Locale.ROOT, "%.2f %% of %d get the float model's class",
        100 * agreement, compared) : String.format(Locale.ROOT, "differ by %.3g %% of the outputs' spread on %d "
        + "(RMS)", 100 * (1 - agreement), compared)));
    return compiled.withNotes(notes);
  }

  private static String remedy(CompileRequest request) {
    return switch (request.quantizer()) {
      case UNIFORM -> "use --quantizer auto, which finds the grid of each feature, or more bits";
      case AUTO -> "calibrate on more rows that are like those of training, " + (request.bits() == 0
          ? "try --quantizer thresholds" : "use more bits");
      case THRESHOLDS -> "leaf values are rounded: use --quantizer auto, which gives them more bits where needed";
    };
  }

  private static String lower(double agreement) {
    return String.valueOf(Math.max(0, Math.floor(agreement * 100) / 100));
  }

  private static double[][] sample(double[][] rows, int bootstraps) {
    int most = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, WORK / Math.max(1, bootstraps)));
    if (rows.length <= most) {
      return rows;
    }
    double[][] out = new double[most][];
    Arrays.setAll(out, i -> rows[(int) ((long) i * rows.length / most)]);
    return out;
  }
}
