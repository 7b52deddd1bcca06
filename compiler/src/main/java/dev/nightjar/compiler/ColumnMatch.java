package dev.nightjar.compiler;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.InputColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out which column of a table is which of a model's, and which are labels: by names where the model has names or
 * the table numbers its columns ({@code f0}, {@code f1}, …), else by position. What cannot be decided is refused with
 * what to say. Used once.
 */
final class ColumnMatch {
  /** Most names of columns in a message. */
  private static final int SHOWN = 12;
  private static final String SEPARATORS = "; columns are separated by commas, semicolons or tabs";
  /** Names of columns that number rows, in lower case. */
  private static final Set<String> INDEX_NAMES = Set.of("", "index", "id", "row", "rowid", "row_id", "no", "nr", "#");

  private final CsvTable table;
  private final SampleColumns model;
  private final CsvOptions options;
  private final CsvHeader header;
  private final List<CsvRecord> rows;
  private final List<Integer> left = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int last;

  /**
   * What was found: indices of columns.
   *
   * @param names names of the features, as the model has them or else the table; {@code x0}, {@code x1}, … without any
   * @param rows the records below the header
   * @param notes what was decided that may surprise
   */
  record Match(List<String> names, List<CsvRecord> rows, int[] features, int[] labels, int[] predictions,
      List<String> notes) {
  }

  ColumnMatch(CsvTable table, SampleColumns model, CsvOptions options) {
    this.table = table;
    this.model = model;
    this.options = options;
    Stream<String> modelNames = model.named() ? model.columns().stream().map(InputColumn::name) : Stream.empty();
    header = CsvHeader.of(table, Stream.concat(modelNames, options.named().stream()).toList(),
        model.columns().stream().anyMatch(column -> column.kind() == InputColumn.Kind.TEXT));
    rows = table.records().subList(header.present() ? 1 : 0, table.records().size());
  }

  Match match() {
    if (rows.isEmpty()) {
      throw table.wrong("has a header and no rows");
    }
    if (table.separator() != ',') {
      notes.add("columns are separated by " + (table.separator() == ';' ? "semicolons" : "tabs"));
    }
    for (int column = 0; column < table.width(); column++) {
      left.add(column);
    }
    int[] labels = take(options.labels());
    int[] predictions = take(options.predictions());
    take(options.ignored());
    leaveOutNameless();
    last = left.isEmpty() ? -1 : left.get(left.size() - 1);
    if (labels.length > model.labels()) {
      throw table.wrong("has " + labels.length + " columns that are named as labels; the model gives "
          + model.labels());
    }
    Optional<int[]> byName = model.named() && header.present() ? Optional.of(byName()) : byNumber();
    if (byName.isPresent()) {
      left.removeAll(boxed(byName.get()));
      if (!ascending(byName.get())) {
        notes.add("columns are put into the model's order, by their names");
      }
      int[] found = labels.length > 0 || options.unlabelled() ? labels : new LabelChoice(this, false).of(left);
      left.removeAll(boxed(found));
      if (!left.isEmpty()) {
        notes.add("left out: " + names(left));
      }
      return result(byName.get(), found, predictions);
    }
    int[] found = byPosition(labels);
    left.removeAll(boxed(found));
    if (header.present() && left.size() > 1) {
      notes.add("columns are taken by position, " + name(left.get(0)) + " to " + name(left.get(left.size() - 1))
          + ": the model has no names for them, and --columns gives it some");
    }
    return result(left.stream().mapToInt(Integer::intValue).toArray(), found, predictions);
  }

  private Match result(int[] features, int[] labels, int[] predictions) {
    if (labels.length == 0) {
      notes.add("no column is a label");
    } else if (options.labels().isEmpty() && labels[labels.length - 1] != last) {
      notes.add("the label is " + names(boxed(labels)) + ", not the last column");
    }
    List<String> names = new ArrayList<>();
    for (int f = 0; f < features.length; f++) {
      String own = header.names().get(features[f]);
      names.add(model.named() ? model.columns().get(f).name() : own.isEmpty() ? "x" + f : own);
    }
    return new Match(names, rows, features, labels, predictions, notes);
  }

  private int[] take(List<String> names) {
    int[] found = names.stream().mapToInt(this::only).toArray();
    left.removeAll(boxed(found));
    return found;
  }

  private int only(String name) {
    List<Integer> found = left.stream().filter(column -> header.names().get(column).equals(name.strip())).toList();
    if (found.size() != 1) {
      throw table.wrong("must have one column '" + CsvTable.shortened(name) + "' in its header; it has "
          + (header.present() ? "[" + names(left) + "]" : "no header: put names of columns into a first line"));
    }
    return found.get(0);
  }

  /** Columns that data frames and spreadsheets write beside those of the data. */
  private void leaveOutNameless() {
    int before = left.size();
    left.removeIf(column -> header.present() && header.names().get(column).isEmpty()
        && rows.stream().allMatch(record -> record.cell(column).isBlank()));
    if (left.size() < before) {
      notes.add("left out: " + (before - left.size()) + " empty column" + (before - left.size() == 1 ? "" : "s"));
    }
    if (header.present() && left.contains(0) && header.names().get(0).matches("(Unnamed: ?0)?") && numbersRows(0)) {
      leaveOutIndex(0);
    }
  }

  private void leaveOutIndex(Integer column) {
    left.remove(column);
    notes.add("left out: column " + (column + 1) + ", the index of the rows");
  }

  /** Whether a column holds different whole numbers, as an index does. */
  private boolean numbersRows(int column) {
    Set<String> seen = new HashSet<>();
    return rows.stream().map(record -> record.cell(column).strip())
        .allMatch(cell -> cell.matches("[0-9]{1,18}") && seen.add(cell));
  }

  /** Whether a column counts rows from 0 or 1. */
  private boolean countsRows(int column) {
    int first = rows.get(0).cell(column).strip().equals("1") ? 1 : 0;
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).cell(column).strip().equals(String.valueOf(first + i))) {
        return false;
      }
    }
    return rows.size() > 1;
  }

  private int[] byName() {
    List<String> missing = new ArrayList<>();
    int[] features = new int[model.columns().size()];
    for (int f = 0; f < features.length; f++) {
      String name = model.columns().get(f).name();
      List<Integer> found = left.stream().filter(column -> header.names().get(column).equals(name.strip())).toList();
      if (found.size() > 1) {
        throw table.wrong("has " + found.size() + " columns '" + CsvTable.shortened(name)
            + "', and the model takes one: rename the others in the header");
      }
      if (found.isEmpty()) {
        missing.add(name);
      } else {
        features[f] = found.get(0);
      }
    }
    if (!missing.isEmpty()) {
      throw table.wrong("has no column " + listed(missing) + "; the model takes "
          + listed(model.columns().stream().map(InputColumn::name).toList()) + ", and the header names " + names(left)
          + (table.width() == 1 ? SEPARATORS
              : ": rename columns in the header, or say with --columns how the table names the model's, in its order"));
    }
    return features;
  }

  /** The one group of columns that are named by a common beginning and the numbers from 0 or from 1. */
  private Optional<int[]> byNumber() {
    return NumberedColumns.of(left, header.names(), model.columns().size());
  }

  private int[] byPosition(int[] labels) {
    int features = model.columns().size();
    boolean choose = labels.length == 0 && !options.unlabelled();
    int wanted = features + (choose ? model.labels() : 0);
    if (left.size() == wanted + 1 && isIndex(left.get(0))) {
      leaveOutIndex(left.get(0));
    }
    if (left.size() != wanted) {
      throw wrongCount(labels, choose);
    }
    return choose ? new LabelChoice(this, true).of(left) : labels;
  }

  /** Where there is a column too many: whether it is the first one, which data frames write without a name. */
  private boolean isIndex(int first) {
    String name = header.names().get(first).toLowerCase(Locale.ROOT);
    return header.present() && name.isEmpty() && first == 0
        || countsRows(first) && (!header.present() || INDEX_NAMES.contains(name));
  }

  private NightjarException wrongCount(int[] labels, boolean choose) {
    int features = model.columns().size();
    String has = "has " + table.width() + (table.width() == 1 ? " column" : " columns")
        + (header.present() ? ", " + names(left) + (labels.length > 0 ? " beside the label" : "") : "")
        + "; the model takes " + features + (features == 1 ? " feature" : " features")
        + (choose ? " and " + (model.labels() == 1 ? "a label" : model.labels() + " labels") : "");
    if (table.width() == 1 && features + model.labels() > 1) {
      return table.wrong(has + SEPARATORS);
    }
    if (choose && left.size() == features) {
      return table.wrong(has + ": add the label's column, or say --unlabelled if no column is a label");
    }
    return table.wrong(has + ": " + (!header.present() ? "put names of columns into a first line"
        : left.size() > features
        ? "name columns to be left out with --ignore" + (choose ? ", and the label's with --label" : "")
        : "give the table that the model was trained on"));
  }

  CsvTable table() {
    return table;
  }

  SampleColumns model() {
    return model;
  }

  List<CsvRecord> rows() {
    return rows;
  }

  /** A column for people: by its name, else by its number. */
  String name(int column) {
    String name = header.names().get(column);
    return name.isEmpty() ? "column " + (column + 1) : "'" + CsvTable.shortened(name) + "'";
  }

  String rawName(int column) {
    return header.names().get(column);
  }

  private String names(List<Integer> columns) {
    return columns.stream().limit(SHOWN).map(this::name).collect(Collectors.joining(", ")) + more(columns);
  }

  private static String listed(List<String> names) {
    return names.stream().limit(SHOWN).map(name -> "'" + CsvTable.shortened(name) + "'")
        .collect(Collectors.joining(", ")) + more(names);
  }

  private static String more(Collection<?> all) {
    return all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "";
  }

  private static boolean ascending(int[] columns) {
    for (int i = 1; i < columns.length; i++) {
      if (columns[i - 1] > columns[i]) {
        return false;
      }
    }
    return true;
  }

  private static List<Integer> boxed(int[] columns) {
    return Arrays.stream(columns).boxed().toList();
  }
}
