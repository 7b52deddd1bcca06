package dev.nightjar.compiler;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.InputColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes samples of the records of a table, once it is known what its columns are. Used once. */
final class CsvSamples {
  private final CsvTable table;
  private final SampleColumns model;
  private final ColumnMatch.Match match;
  private final CsvCells cells;
  private final Map<String, Integer> unknown = new LinkedHashMap<>();
  private final Map<String, String> examples = new HashMap<>();
  private String decimalComma = "";
  private String decimalPoint = "";

  private CsvSamples(CsvTable table, SampleColumns model, ColumnMatch.Match match) {
    this.table = table;
    this.model = model;
    this.match = match;
    cells = new CsvCells(table.separator());
  }

  static CsvData of(CsvTable table, SampleColumns model, ColumnMatch.Match match) {
    return new CsvSamples(table, model, match).samples();
  }

  private CsvData samples() {
    boolean numeric = model.columns().stream().allMatch(column -> column.kind() == InputColumn.Kind.NUMBER);
    List<CsvData.Sample> samples = new ArrayList<>();
    for (CsvRecord record : match.rows()) {
      samples.add(new CsvData.Sample(numeric ? numbers(record) : row(record), texts(record, match.labels()),
          texts(record, match.predictions()), table.file() + ", line " + record.line()));
    }
    List<String> notes = new ArrayList<>(match.notes());
    unknown.forEach((name, count) -> notes.add("WARNING: " + count + (count == 1 ? " cell" : " cells") + " of '"
        + CsvTable.shortened(name) + "' hold texts that the model does not know, such as " + examples.get(name)));
    if (!decimalComma.isEmpty()) {
      notes.add("commas in numbers are decimal, as in " + decimalComma);
    }
    return new CsvData(match.names(), samples, notes);
  }

  private FeatureRow numbers(CsvRecord record) {
    double[] numbers = new double[match.features().length];
    for (int f = 0; f < numbers.length; f++) {
      numbers[f] = number(record, f);
    }
    return FeatureRow.of(numbers);
  }

  private FeatureRow row(CsvRecord record) {
    Object[] row = new Object[match.features().length];
    for (int f = 0; f < row.length; f++) {
      row[f] = model.columns().get(f).kind() == InputColumn.Kind.TEXT ? text(record.cell(match.features()[f]), f)
          : (Object) number(record, f);
    }
    return FeatureRow.of(Arrays.asList(row));
  }

  /** A missing text is null, unless the model tells that very text apart, such as a category {@code NA}. */
  private String text(String cell, int feature) {
    if (model.texts().contains(cell)) {
      return cell;
    }
    if (CsvCells.missing(cell)) {
      return null;
    }
    if (!model.texts().isEmpty()) {
      unknown.merge(match.names().get(feature), 1, Integer::sum);
      examples.putIfAbsent(match.names().get(feature), "'" + CsvTable.shortened(cell) + "'");
    }
    return cell;
  }

  private double number(CsvRecord record, int feature) {
    int column = match.features()[feature];
    String cell = record.cell(column);
    Double number = cells.number(cell);
    if (number == null) {
      throw wrong(record, feature, cell.indexOf(',') > 0 ? "is not a number: thousands are not set apart, and a "
          + "decimal comma needs columns that are separated by semicolons or tabs"
          : "is not a number, and the model's column "
          + (feature + 1) + " of " + match.features().length + " takes numbers");
    }
    if (Double.isInfinite(number)) {
      throw wrong(record, feature, "is not a finite number");
    }
    boolean comma = cells.decimalComma(cell);
    if (comma && decimalComma.isEmpty()) {
      decimalComma = "'" + cell.strip() + "'";
    } else if (!comma && decimalPoint.isEmpty() && cell.indexOf('.') >= 0 && !number.isNaN()) {
      decimalPoint = "'" + cell.strip() + "'";
    }
    if (!decimalComma.isEmpty() && !decimalPoint.isEmpty()) {
      throw wrong(record, feature, "is ambiguous: the table has numbers with commas, " + decimalComma
          + ", and with points, " + decimalPoint + "; write all with points and without marks between thousands");
    }
    return number;
  }

  private NightjarException wrong(CsvRecord record, int feature, String problem) {
    return table.wrong(record, match.features()[feature], match.names().get(feature), problem);
  }

  private List<String> texts(CsvRecord record, int[] columns) {
    return Arrays.stream(columns).mapToObj(column -> cells.withPoint(record.cell(column)).strip()).toList();
  }
}
