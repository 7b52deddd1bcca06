package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the core's features of raw calibration rows. */
final class CalibrationRows {
  private static final int SHOWN = 5;

  private CalibrationRows() {
  }

  /**
   * The features of each row.
   *
   * @param columns names of the columns, for messages
   * @param place where a row stands, for messages
   * @throws NightjarException {@code NOT_COMPILABLE} for a row of which the float model makes no number
   */
  static double[][] of(Pipeline pipeline, List<FeatureRow> rows, List<String> columns, IntFunction<String> place) {
    double[][] features = new double[rows.size()][];
    for (int i = 0; i < features.length; i++) {
      features[i] = pipeline.graphs().features(rows.get(i));
      if (!Arrays.stream(pipeline.core().scores(features[i])).allMatch(Double::isFinite)) {
        throw new NightjarException(ErrorCode.NOT_COMPILABLE, place.apply(i) + ": the model gives no "
            + "finite number for this row" + missing(pipeline, rows.get(i), columns));
      }
    }
    return features;
  }

  private static String missing(Pipeline pipeline, FeatureRow row, List<String> columns) {
    List<String> names = IntStream.range(0, row.size()).filter(row::isMissing).mapToObj(columns::get).toList();
    return names.isEmpty() ? ": give it finite numbers of the size that it was trained on"
        : ": it has no value for " + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
            + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "") + ", and this "
            + pipeline.core().description() + " has no rule for missing values: fill them in, or export the model "
            + "together with the imputer that it was trained with";
  }
}
