package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is said of the columns of a table beside its file. Immutable.
 *
 * @param labels names of the columns with the expected labels or values, one for each output; empty to find them
 * @param unlabelled whether no column is a label
 * @param ignored names of columns that are left out
 * @param predictions names of the columns with what the library that trained the model predicts
 */
public record CsvOptions(List<String> labels, boolean unlabelled, List<String> ignored, List<String> predictions) {
  /** Nothing is said: the label is found. */
  public static final CsvOptions NONE = new CsvOptions(List.of(), false, List.of(), List.of());

  public CsvOptions {
    labels = List.copyOf(labels);
    ignored = List.copyOf(ignored);
    predictions = List.copyOf(predictions);
    if (unlabelled && !labels.isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "a table without labels has no label column " + labels);
    }
    Set<String> seen = new HashSet<>();
    Stream.of(labels, ignored, predictions).flatMap(List::stream).forEach(name -> {
      if (!seen.add(name)) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT, "the column '" + CsvTable.shortened(name)
            + "' is named twice");
      }
    });
  }

  /** All names, which a header must hold. */
  List<String> named() {
    return Stream.of(labels, ignored, predictions).flatMap(List::stream).toList();
  }
}
