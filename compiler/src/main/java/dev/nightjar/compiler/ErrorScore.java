package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Root-mean-square error of a regressor, and what makes it doubtful. */
final class ErrorScore {
  /** What to look at when a model does worse than a constant. */
  static final String CHECKS = "the label's column is the right one (--label), and that columns are those of the "
      + "model, in its order and as it was trained on them";

  private ErrorScore() {
  }

  /** Root-mean-square difference of all outputs. */
  static double difference(List<Prediction> exact, List<Prediction> quantized) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < exact.size(); i++) {
      for (int o = 0; o < exact.get(i).outputs().length; o++, count++) {
        double difference = exact.get(i).outputs()[o] - quantized.get(i).outputs()[o];
        sum += difference * difference;
      }
    }
    return Math.sqrt(sum / count);
  }

  static LabelScore of(List<Prediction> exact, List<Prediction> quantized, CsvData data) {
    double[] squares = new double[2];
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < exact.size(); i++) {
      CsvData.Sample sample = data.samples().get(i);
      Optional<double[]> labels = numbers(sample);
      if (labels.isPresent()) {
        values.add(labels.get());
        squares[0] += squaredError(exact.get(i), labels.get());
        squares[1] += squaredError(quantized.get(i), labels.get());
      }
    }
    if (values.isEmpty()) {
      return LabelScore.NONE;
    }
    int count = values.size() * values.get(0).length;
    double error = Math.sqrt(squares[0] / count);
    double spread = spread(values);
    // Rounding aside: a model of constant labels has an error of about nothing, as its labels' spread.
    List<String> warnings = error <= spread * (1 + 1e-6) || values.size() < 2 ? List.of()
        : List.of(String.format(Locale.ROOT, "always answering the mean of the labels would have an error of %.6g, "
            + "which is less: check that %s", spread, CHECKS));
    return new LabelScore(values.size(), error, Math.sqrt(squares[1] / count), warnings);
  }

  /** The labels of a row; none where one is missing. */
  private static Optional<double[]> numbers(CsvData.Sample sample) {
    double[] numbers = new double[sample.labels().size()];
    for (int i = 0; i < numbers.length; i++) {
      String label = sample.labels().get(i);
      if (CsvCells.missing(label)) {
        return Optional.empty();
      }
      Double number = new CsvCells(',').number(label);
      if (number == null) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT, sample.place() + ": the label is '"
            + CsvTable.shortened(label) + "'; a regressor's is a number: name its column with --label");
      }
      numbers[i] = number;
    }
    return numbers.length == 0 ? Optional.empty() : Optional.of(numbers);
  }

  private static double squaredError(Prediction prediction, double[] labels) {
    double sum = 0;
    for (int o = 0; o < labels.length; o++) {
      double error = prediction.outputs()[o] - labels[o];
      sum += error * error;
    }
    return sum;
  }

  /** Root-mean-square distance of labels from their means. */
  private static double spread(List<double[]> values) {
    double sum = 0;
    int outputs = values.get(0).length;
    for (int o = 0; o < outputs; o++) {
      int output = o;
      double mean = values.stream().mapToDouble(row -> row[output]).average().orElseThrow();
      sum += values.stream().mapToDouble(row -> (row[output] - mean) * (row[output] - mean)).sum();
    }
    return Math.sqrt(sum / (values.size() * outputs));
  }
}
