package dev.nightjar.cli;

import dev.nightjar.api.model.Pipeline;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.CsvOptions;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model of the demo, and what the article "Running Privacy-Preserving Inferences on Hugging Face Endpoints"
 * says of its counterpart on 8 vCPU.
 *
 * @param name its name as a bundle, and its folder below {@code models}
 * @param title what it is
 * @param data file with its samples
 * @param secondsThere time per inference
 * @param accuracyThere accuracy over all test rows
 * @param keyThere evaluation key
 * @param failureThere probability of a wrong result
 * @param equalThere whether encrypted and clear predictions were equal
 */
record DemoModel(String name, String title, String data, String secondsThere, String accuracyThere,
    String keyThere, String failureThere, String equalThere) {

  private static final String UNTOLD = "not published";

  /** Both models. The article's table and log give the tree different times; its accuracy is the log's. */
  static List<DemoModel> all() {
    return List.of(
        new DemoModel("logreg", "Logistic regression, 30 features, synthetic", "synthetic30.csv.gz",
            "0.4 s", UNTOLD, UNTOLD, UNTOLD, UNTOLD),
        new DemoModel("spam-tree", "Decision tree, 57 features, Spambase", "spambase.csv.gz",
            "2.0 s (log: 4.123 s)", "0.8958 (619 of 691)", "170.3 MiB", "0.01 per look-up", "no"));
  }

  /** The trained model. */
  Path onnx(Path models) {
    return models.resolve(name).resolve("model.onnx");
  }

  /** All samples. */
  CsvData samples(Path models, Pipeline model) throws IOException {
    return CsvData.read(models.resolve(name).resolve(data), SampleColumns.of(model), CsvOptions.NONE);
  }

  /** Which of them are for testing. */
  int[] testRows(Path models) throws IOException {
    return CsvData.readIndices(models.resolve(name).resolve("test-indices.txt"));
  }
}
