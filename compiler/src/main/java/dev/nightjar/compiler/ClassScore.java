package dev.nightjar.compiler;

import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Accuracy of a classifier, and what makes it doubtful. */
final class ClassScore {
  private static final int SHOWN = 5;

  private ClassScore() {
  }

  static LabelScore of(Pipeline pipeline, List<Prediction> exact, List<Prediction> quantized, CsvData data) {
    List<String> listed = SampleColumns.of(pipeline).classes();
    Set<String> classes = Stream.concat(listed.stream(), exact.stream()
        .flatMap(prediction -> prediction.labels().stream())).map(Labels::canonical)
        .collect(Collectors.toCollection(TreeSet::new));
    Map<List<String>, Integer> counts = new HashMap<>();
    int rows = 0;
    int rightExact = 0;
    int rightQuantized = 0;
    int known = 0;
    Set<String> unknown = new TreeSet<>();
    for (int i = 0; i < exact.size(); i++) {
      List<String> labels = data.samples().get(i).labels().stream().map(Labels::canonical).toList();
      if (labels.isEmpty() || labels.stream().anyMatch(label -> CsvCells.missing(label) && !classes.contains(label))) {
        continue;
      }
      rows++;
      counts.merge(labels, 1, Integer::sum);
      rightExact += isRight(exact.get(i), labels) ? 1 : 0;
      rightQuantized += isRight(quantized.get(i), labels) ? 1 : 0;
      known += classes.containsAll(labels) ? 1 : 0;
      labels.stream().filter(label -> !classes.contains(label)).forEach(unknown::add);
    }
    if (rows == 0) {
      return LabelScore.NONE;
    }
    Map.Entry<List<String>, Integer> largest = counts.entrySet().stream()
        .max(Comparator.comparingInt(Map.Entry::getValue)).orElseThrow();
    return new LabelScore(rows, rightExact / (double) rows, rightQuantized / (double) rows,
        warnings(rows, Math.min(rightExact, rightQuantized), known, listed.isEmpty() && known > 0 ? Set.of() : unknown,
            classes, largest));
  }

  /** Whether a prediction has these labels, in canonical form. */
  static boolean isRight(Prediction prediction, List<String> labels) {
    List<String> given = prediction.labels();
    return given.size() >= labels.size() && IntStream.range(0, labels.size())
        .allMatch(i -> Labels.canonical(given.get(i)).equals(labels.get(i)));
  }

  private static List<String> warnings(int rows, int right, int known, Set<String> unknown, Set<String> classes,
      Map.Entry<List<String>, Integer> largest) {
    List<String> warnings = new ArrayList<>();
    if (known == 0) {
      warnings.add("no label of the table is a class of the model: the table says " + shown(unknown.stream())
          + ", the model " + shown(classes.stream()) + ". Name the label's column with --label, or write labels as the "
          + "model does");
    } else if (right < largest.getValue()) {
      warnings.add(String.format(Locale.ROOT, "always answering %s would be right on %d/%d = %.4f of these rows, which "
          + "is more: check that %s", shown(largest.getKey().stream()), largest.getValue(), rows,
          largest.getValue() / (double) rows, ErrorScore.CHECKS));
    }
    if (known > 0 && !unknown.isEmpty()) {
      warnings.add((rows - known) + " of " + rows + " labels are no class of the model, such as "
          + shown(unknown.stream()));
    }
    return warnings;
  }

  private static String shown(Stream<String> labels) {
    List<String> all = labels.toList();
    return all.stream().limit(SHOWN).map(label -> "'" + CsvTable.shortened(label) + "'")
        .collect(Collectors.joining(", ")) + (all.size() > SHOWN ? " …" : "");
  }
}
