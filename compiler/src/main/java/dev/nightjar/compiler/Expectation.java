package dev.nightjar.compiler;

import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the model of a file compares with what the library that trained it predicts: what an export holds is not always
 * what was trained. Immutable.
 *
 * @param rows rows for which the table holds a prediction
 * @param agreeing rows on which they agree: the same labels, or numbers that differ by at most 10^-4 of their size
 * @param differing the first rows on which they do not, in words
 */
public record Expectation(int rows, int agreeing, List<String> differing) {
  /** Share of rows below which an export is probably wrong. */
  public static final double ENOUGH = 0.99;
  private static final int SHOWN = 5;
  /** Runtimes add numbers of single precision in orders of their own. */
  private static final double TOLERANCE = 1e-4;

  public Expectation {
    differing = List.copyOf(differing);
  }

  /** Share of rows on which they agree. */
  public double share() {
    return agreeing / (double) rows;
  }

  /** Compares the predictions of a table with those of the imported model; empty where the table has none. */
  static Optional<Expectation> of(List<Prediction> exact, CsvData data) {
    double size = size(data);
    int rows = 0;
    int agreeing = 0;
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < exact.size(); i++) {
      List<String> expected = data.samples().get(i).predictions();
      if (expected.isEmpty() || expected.stream().anyMatch(String::isEmpty)) {
        continue;
      }
      rows++;
      if (agree(exact.get(i), expected, size)) {
        agreeing++;
      } else if (differing.size() < SHOWN) {
        differing.add(data.samples().get(i).place() + ": " + text(exact.get(i)) + " instead of "
            + CsvTable.shortened(String.join(", ", expected)));
      }
    }
    return rows == 0 ? Optional.empty() : Optional.of(new Expectation(rows, agreeing, differing));
  }

  private static boolean agree(Prediction given, List<String> expected, double size) {
    int count = given.classifier() ? given.labels().size() : given.outputs().length;
    return expected.size() <= count && IntStream.range(0, expected.size()).allMatch(o -> given.classifier()
        ? Labels.same(given.labels().get(o), expected.get(o)) : near(given.outputs()[o], expected.get(o), size));
  }

  private static boolean near(double given, String expected, double size) {
    Double number = new CsvCells(',').number(expected);
    return number != null && Math.abs(given - number) <= TOLERANCE * Math.max(Math.abs(number), size);
  }

  /** Root mean square of the expected numbers, against which those near zero are judged. */
  private static double size(CsvData data) {
    double[] numbers = data.samples().stream().flatMap(sample -> sample.predictions().stream())
        .map(new CsvCells(',')::number).filter(Objects::nonNull).mapToDouble(Double::doubleValue)
        .filter(Double::isFinite).toArray();
    return Math.sqrt(Arrays.stream(numbers).map(x -> x * x).average().orElse(0));
  }

  private static String text(Prediction prediction) {
    return prediction.classifier() ? prediction.label() : Arrays.stream(prediction.outputs()).limit(SHOWN)
        .mapToObj(output -> String.format(Locale.ROOT, "%.6g", output)).collect(Collectors.joining(", "));
  }
}
