package dev.nightjar.compiler;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What quantisation costs, measured on rows. Everything is computed in the clear; an encrypted run gives the
 * same up to the failure bound. Immutable.
 *
 * @param rows number of rows
 * @param labelledRows rows that have a label; without any, {@code floatScore} and {@code quantizedScore} are NaN
 * @param classifier whether scores are accuracies; else they are root-mean-square errors
 * @param floatScore accuracy or error of the model as it was imported; a row of several labels is right when all are
 * @param quantizedScore accuracy or error of the compiled model
 * @param agreement classifier: share of rows to which both give the same class; regressor: root-mean-square
 *     difference of their outputs
 * @param outside rows with a value outside of the range that the model was calibrated on, which is read as its end
 * @param warnings what is suspicious about labels and agreement, in sentences
 * @param expected how the model as it was imported compares with the predictions of the table, where it has any
 */
public record Evaluation(int rows, int labelledRows, boolean classifier, double floatScore,
    double quantizedScore, double agreement, int outside, List<String> warnings, Optional<Expectation> expected) {
  public Evaluation {
    warnings = List.copyOf(warnings);
  }

  /** Compares a compiled model with the pipeline that it was made from. */
  static Evaluation of(Pipeline pipeline, CompiledModel compiled, CsvData data) {
    List<Prediction> exact = new ArrayList<>();
    List<Prediction> quantized = new ArrayList<>();
    int outside = 0;
    for (CsvData.Sample sample : data.samples()) {
      exact.add(pipeline.predict(sample.row()));
      try {
        quantized.add(compiled.clearPrediction(sample.row()));
        outside += compiled.client().outside(sample.row()).isEmpty() ? 0 : 1;
      } catch (NightjarException e) {
        throw new NightjarException(e.code(), sample.place() + ": " + e.getMessage(), e);
      }
    }
    boolean classifier = exact.stream().allMatch(Prediction::classifier);
    LabelScore score = classifier ? ClassScore.of(pipeline, exact, quantized, data)
        : ErrorScore.of(exact, quantized, data);
    double agreement = Agreement.between(exact, quantized);
    List<String> warnings = new ArrayList<>(score.warnings());
    if (agreement < CompileRequest.DEFAULT_AGREEMENT && Math.round((1 - agreement) * exact.size()) > 1) {
      warnings.add("on these rows the compiled model follows the float model less than it may on the calibration rows: "
          + "calibrate on more rows that are like these, or see that values lie within the calibrated ranges");
    }
    return new Evaluation(exact.size(), score.rows(), classifier, score.exact(), score.quantized(),
        classifier ? agreement : ErrorScore.difference(exact, quantized), outside, warnings,
        Expectation.of(exact, data));
  }

  /** Whether any row has a label. */
  public boolean labelled() {
    return labelledRows > 0;
  }

  /** Rows that the imported model classifies rightly. */
  public int floatCorrect() {
    return (int) Math.round(floatScore * labelledRows);
  }

  /** Rows that the compiled model classifies rightly. */
  public int quantizedCorrect() {
    return (int) Math.round(quantizedScore * labelledRows);
  }

  /** Rows to which both models give the same class. */
  public int agreeing() {
    return (int) Math.round(agreement * rows);
  }
}
