package dev.nightjar.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Predictions as lines for programs: numbers so that they read back as they were. */
final class PredictionLines {
  /** How lines look. */
  enum Format {
    /** A header, then {@code row,label,output_0,...}; without labels for regressors. */
    CSV,
    /** {@code {"row":1,"labels":["a"],"outputs":[0.5]}}. */
    JSON
  }

  private final Format format;
  private boolean first = true;

  PredictionLines(Format format) {
    this.format = format;
  }

  /**
   * The lines of a prediction, the header before the first one.
   *
   * @param row counted from 1
   */
  List<String> of(int row, Prediction prediction) {
    List<String> lines = new ArrayList<>();
    if (format == Format.JSON) {
      lines.add(json(row, prediction));
      return lines;
    }
    if (first) {
      lines.add(header(prediction));
    }
    first = false;
    List<String> cells = new ArrayList<>(List.of(Integer.toString(row)));
    prediction.labels().forEach(label -> cells.add(quoted(label)));
    Arrays.stream(prediction.outputs()).forEach(output -> cells.add(Double.toString(output)));
    lines.add(String.join(",", cells));
    return lines;
  }

  private static String header(Prediction prediction) {
    int labels = prediction.labels().size();
    List<String> names = new ArrayList<>(List.of("row"));
    IntStream.range(0, labels).forEach(l -> names.add(labels == 1 ? "label" : "label_" + l));
    IntStream.range(0, prediction.outputs().length).forEach(o -> names.add("output_" + o));
    return names.stream().collect(Collectors.joining(","));
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\n\r;\t]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static String json(int row, Prediction prediction) {
    ObjectNode line = JsonMapper.builder().build().createObjectNode().put("row", row);
    ArrayNode labels = line.putArray("labels");
    prediction.labels().forEach(labels::add);
    ArrayNode outputs = line.putArray("outputs");
    Arrays.stream(prediction.outputs()).forEach(outputs::add);
    return line.toString();
  }
}
