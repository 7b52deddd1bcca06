package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model of {@code models/matrix} that reads numbers, with the rows of its table.
 *
 * @param model what is read of its file
 * @param rows all rows but those that are kept for tests
 * @param test the last rows
 * @param expected for each of the last rows the runtime's outputs: the label, if there is one, and numbers
 */
record Matrix(Pipeline model, double[][] rows, double[][] test, List<List<String>> expected) {
  private static final Path FOLDER = Models.FOLDER.resolve("matrix");

  static Matrix of(String kind, String table) throws IOException {
    Pipeline model = OnnxImporter.read(Files.readAllBytes(FOLDER.resolve(kind + ".onnx")));
    int width = model.graphs().columns().size();
    List<double[]> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(FOLDER.resolve("tables").resolve(table + ".csv"));
    for (String line : lines.subList(1, lines.size())) {
      rows.add(Arrays.stream(line.split(",")).limit(width).mapToDouble(Double::parseDouble).toArray());
    }
    List<List<String>> expected = Files.readAllLines(FOLDER.resolve(kind + ".csv")).stream().skip(1)
        .map(line -> List.of(line.split(","))).toList();
    int first = rows.size() - expected.size();
    return new Matrix(model, rows.subList(0, first).toArray(double[][]::new),
        rows.subList(first, rows.size()).toArray(double[][]::new), expected);
  }

  FeatureRow testRow(int i) {
    return FeatureRow.of(test[i]);
  }

  /** What the core reads of the rows that are not kept for tests. */
  double[][] calibration() {
    return Arrays.stream(rows).map(row -> model.graphs().features(FeatureRow.of(row))).toArray(double[][]::new);
  }
}
