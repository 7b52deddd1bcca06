package dev.nightjar.compiler;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses the label's column where nobody named it: the last one, unless that cannot be it and another can. A column
 * that holds classes of the model and nothing else can be a classifier's label. Where both the last column and another
 * have something for them, the table is refused.
 */
final class LabelChoice {
  /** Names that say that a column is the label, in lower case. */
  private static final Set<String> NAMES =
      Set.of("y", "label", "labels", "target", "class", "classes", "outcome", "y_true");

  private final ColumnMatch match;
  private final boolean byPosition;
  private final Set<String> classes;

  /**
   * A choice.
   *
   * @param byPosition whether a column that is no label is a feature; else it is left out
   */
  LabelChoice(ColumnMatch match, boolean byPosition) {
    this.match = match;
    this.byPosition = byPosition;
    classes = match.model().classes().stream().map(Labels::canonical).collect(Collectors.toUnmodifiableSet());
  }

  /** As many of the columns as the model has labels, or none where there are no columns. */
  int[] of(List<Integer> columns) {
    int wanted = match.model().labels();
    if (columns.isEmpty()) {
      return new int[0];
    }
    if (wanted > 1) {
      if (!byPosition && columns.size() != wanted) {
        throw match.table().wrong("has " + columns.size() + " columns beside the features, and the model gives "
            + wanted + " outputs: name the column of each with --label, or say --unlabelled");
      }
      return columns.subList(columns.size() - wanted, columns.size()).stream().mapToInt(Integer::intValue).toArray();
    }
    return new int[] {one(columns)};
  }

  private int one(List<Integer> columns) {
    int last = columns.get(columns.size() - 1);
    List<Integer> named = columns.stream().filter(this::isNamedLabel).toList();
    if (named.size() == 1 && (classes.isEmpty() || holdsOnlyClasses(named.get(0)) || named.get(0) == last)) {
      return named.get(0);
    }
    if (classes.isEmpty() || holdsOnlyClasses(last)) {
      return last;
    }
    List<Integer> possible = columns.stream().filter(this::holdsOnlyClasses).toList();
    if (possible.isEmpty() || byPosition && holdsText(last)) {
      return last;
    }
    if (possible.size() == 1 && !holdsAClass(last)) {
      return possible.get(0);
    }
    throw match.table().wrong("has a last column, " + match.name(last) + ", that does not look like the label: it "
        + "holds values that are no class of the model, and " + possible.stream().limit(3).map(match::name)
        .collect(Collectors.joining(", ")) + (possible.size() == 1 ? " holds nothing else" : " hold nothing else")
        + ". Name the label's column with --label");
  }

  private boolean isNamedLabel(int column) {
    return NAMES.contains(match.rawName(column).toLowerCase(Locale.ROOT));
  }

  private boolean holdsAClass(int column) {
    return match.rows().stream().anyMatch(record -> isClass(record.cell(column)));
  }

  /** Missing labels aside. */
  private boolean holdsOnlyClasses(int column) {
    return holdsAClass(column) && match.rows().stream().map(record -> record.cell(column))
        .allMatch(cell -> CsvCells.missing(cell) || isClass(cell));
  }

  private boolean isClass(String cell) {
    return classes.contains(Labels.canonical(cell));
  }

  private boolean holdsText(int column) {
    CsvCells cells = new CsvCells(match.table().separator());
    return match.rows().stream().anyMatch(record -> cells.number(record.cell(column)) == null);
  }
}
