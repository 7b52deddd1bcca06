package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.InputColumn;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The exported models of {@code models/cases}: each with rows and what ONNX Runtime makes of them. */
final class Cases {
  private Cases() {
  }

  static Pipeline model(String name) throws IOException {
    return OnnxImporter.read(Files.readAllBytes(folder(name).resolve("model.onnx")));
  }

  /** The rows without their last column, as cells for the model's columns. */
  static List<FeatureRow> rows(String name, Pipeline model) throws IOException {
    List<InputColumn> columns = model.graphs().columns();
    List<FeatureRow> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder(name).resolve("data.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      List<Object> row = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        row.add(columns.get(c).kind() == InputColumn.Kind.TEXT ? cells[c]
            : cells[c].isEmpty() ? null : Double.valueOf(cells[c]));
      }
      rows.add(FeatureRow.of(row));
    }
    return rows;
  }

  /** The label or the first output of each row. */
  static List<String> expected(String name) throws IOException {
    return Files.readAllLines(folder(name).resolve("expected.txt")).stream().filter(l -> !l.startsWith("#")).toList();
  }

  private static Path folder(String name) {
    return Models.FOLDER.resolve("cases").resolve(name);
  }
}
