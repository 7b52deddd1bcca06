package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network of {@code models/fixtures/networks}: the file, rows, and what ONNX Runtime makes of each.
 *
 * @param rows inputs
 * @param outputs numbers
 * @param labels one for each row, or none
 */
record NetworkFixtures(Pipeline pipeline, List<double[]> rows, List<double[]> outputs, List<String> labels) {
  static final Path FOLDER = Models.FOLDER.resolve("fixtures").resolve("networks");

  static NetworkFixtures read(String name) throws IOException {
    Pipeline pipeline = OnnxImporter.read(Files.readAllBytes(FOLDER.resolve(name + ".onnx")));
    List<String> lines = Files.readAllLines(FOLDER.resolve(name + ".csv"));
    List<String> header = Arrays.asList(lines.get(0).split(","));
    List<double[]> rows = new ArrayList<>();
    List<double[]> outputs = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      rows.add(numbers(header, cells, "x"));
      outputs.add(numbers(header, cells, "y"));
      if (header.contains("label")) {
        labels.add(cells[header.indexOf("label")]);
      }
    }
    return new NetworkFixtures(pipeline, rows, outputs, labels);
  }

  private static double[] numbers(List<String> header, String[] cells, String kind) {
    List<Double> numbers = new ArrayList<>();
    for (int c = 0; c < cells.length; c++) {
      if (header.get(c).startsWith(kind)) {
        numbers.add(Double.valueOf(cells[c]));
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
