package dev.nightjar.compiler;

import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models and data that are committed beside the modules. */
public final class Models {
  /** The folder of models; tests run in their module's folder. */
  public static final Path FOLDER = Path.of("..", "models");

  private static final Map<String, CsvData> DATA = new ConcurrentHashMap<>();

  private Models() {
  }

  public static ImportedModel fixture(String name) throws IOException {
    return OnnxImporter.read(Files.readAllBytes(FOLDER.resolve("fixtures").resolve(name + ".onnx"))).core();
  }

  /** The 40 rows of a fixture: all columns, inputs and expected outputs. */
  public static CsvData expected(String name) throws IOException {
    return CsvData.readUnlabelled(FOLDER.resolve("fixtures").resolve(name + ".csv"));
  }

  public static ImportedModel demo(String name) throws IOException {
    return OnnxImporter.read(Files.readAllBytes(FOLDER.resolve(name).resolve("model.onnx"))).core();
  }

  /** A trained model with what clients run around it. */
  public static Pipeline pipeline(String name) throws IOException {
    return OnnxImporter.read(Files.readAllBytes(FOLDER.resolve(name).resolve("model.onnx")));
  }

  /** The table that a model was trained on: read once, as images take a while. */
  public static CsvData data(String name) throws IOException {
    String table = table(name);
    CsvData known = DATA.get(table);
    if (known == null) {
      known = CsvData.readLabelLast(FOLDER.resolve(switch (table) {
        case "logreg" -> "logreg/synthetic30.csv.gz";
        case "iris" -> "fixtures/iris.csv";
        case "digits" -> "digits/digits.csv.gz";
        case "mnist" -> "mnist/mnist.csv.gz";
        case "friedman" -> "friedman/friedman.csv.gz";
        default -> "spam-tree/spambase.csv.gz";
      }));
      DATA.put(table, known);
    }
    return known;
  }

  public static int[] testRows(String name) throws IOException {
    return CsvData.readIndices(FOLDER.resolve(table(name)).resolve("test-indices.txt"));
  }

  /** The folder of the table that a model was trained on. */
  private static String table(String name) {
    return switch (name) {
      case "logreg", "iris", "digits", "friedman" -> name;
      case "iris-qnn" -> "iris";
      case "digits-cnn", "digits-cnn-int8", "digits-mlp", "digits-neighbours" -> "digits";
      case "mnist", "mnist-large", "mnist-keyless", "mnist-cnn", "mnist-network" -> "mnist";
      default -> "spam-tree";
    };
  }

  /** Iris as the data of the regression fixtures: petal width from the other three. */
  public static CsvData petalWidths() throws IOException {
    CsvData iris = CsvData.readLabelLast(FOLDER.resolve("fixtures").resolve("iris.csv"));
    List<double[]> rows = new ArrayList<>();
    List<String> widths = new ArrayList<>();
    for (double[] row : iris.rows()) {
      rows.add(new double[] {row[0], row[1], row[2]});
      widths.add(String.valueOf(row[3]));
    }
    return new CsvData(iris.columns().subList(0, 3), rows.toArray(double[][]::new), widths);
  }

  public static CsvData calibration(String fixture) throws IOException {
    if (fixture.startsWith("iris")) {
      return CsvData.readLabelLast(FOLDER.resolve("fixtures").resolve("iris.csv"));
    }
    return fixture.startsWith("width") ? petalWidths() : data("logreg");
  }
}
