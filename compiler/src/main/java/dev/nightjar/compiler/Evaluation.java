package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;

/**
 * What quantisation costs, measured on rows. Everything is computed in the clear; an encrypted run gives the
 * same up to the failure bound.
 *
 * @param rows number of rows
 * @param labelled whether the rows have labels; else {@code floatScore} and {@code quantizedScore} are NaN
 * @param classifier whether scores are accuracies; else they are root-mean-square errors
 * @param floatScore accuracy or error of the model as it was imported
 * @param quantizedScore accuracy or error of the compiled model
 * @param agreement classifier: share of rows to which both give the same class; regressor: root-mean-square
 *     difference of their first outputs
 */
public record Evaluation(int rows, boolean labelled, boolean classifier, double floatScore,
    double quantizedScore, double agreement) {

  /** Compares a compiled model with the one it was made from. */
  static Evaluation of(ImportedModel model, CompiledModel compiled, CsvData data) {
    if (data.columns().size() != model.features()) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE,
          "test rows have " + data.columns().size() + " features; the model takes " + model.features());
    }
    boolean classifier = model.task().classifier();
    boolean labelled = !data.labels().isEmpty();
    double floatSum = 0;
    double quantizedSum = 0;
    double agreementSum = 0;
    for (int i = 0; i < data.rows().length; i++) {
      double[] x = data.rows()[i];
      Prediction exact = model.task().predict(model.scores(x));
      Prediction quantized = compiled.clearPrediction(x);
      if (labelled) {
        floatSum += classifier ? correct(exact, data, i) : squaredError(exact, data, i);
        quantizedSum += classifier ? correct(quantized, data, i) : squaredError(quantized, data, i);
      }
      double difference = exact.outputs()[0] - quantized.outputs()[0];
      agreementSum += !classifier ? difference * difference
          : exact.labels().equals(quantized.labels()) ? 1 : 0;
    }
    int n = data.rows().length;
    return new Evaluation(n, labelled, classifier, labelled ? score(classifier, floatSum / n) : Double.NaN,
        labelled ? score(classifier, quantizedSum / n) : Double.NaN, score(classifier, agreementSum / n));
  }

  private static double score(boolean classifier, double mean) {
    return classifier ? mean : Math.sqrt(mean);
  }

  /** Labels are equal as text, or as numbers: a table may say 1.0 where the model says 1. */
  private static int correct(Prediction p, CsvData data, int row) {
    String label = data.labels().get(row);
    if (label.equals(p.label())) {
      return 1;
    }
    try {
      return Double.parseDouble(label) == Double.parseDouble(p.label()) ? 1 : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static double squaredError(Prediction p, CsvData data, int row) {
    try {
      double error = p.outputs()[0] - Double.parseDouble(data.labels().get(row));
      return error * error;
    } catch (NumberFormatException e) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT,
          "row " + row + " has the label '" + CsvParser.shortened(data.labels().get(row))
              + "'; a regressor's is a number", e);
    }
  }

  /** Rows that the imported model classifies rightly. */
  public int floatCorrect() {
    return (int) Math.round(floatScore * rows);
  }

  /** Rows that the compiled model classifies rightly. */
  public int quantizedCorrect() {
    return (int) Math.round(quantizedScore * rows);
  }

  /** Rows to which both models give the same class. */
  public int agreeing() {
    return (int) Math.round(agreement * rows);
  }
}
