package dev.nightjar.cli;

import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.CsvOptions;
import dev.nightjar.compiler.SampleColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model of the demo, and what was published of one like it.
 *
 * @param name its name as a bundle
 * @param folder its folder below {@code models}
 * @param title what it is
 * @param data file with its samples, below {@code models}
 * @param test file with the numbers of its test rows, below {@code models}
 * @param strategy how it runs; empty for what the planner takes
 * @param images width of the images that its samples are, in pixels; 0 where they are none
 * @param published by others, of a model like it
 */
record DemoModel(String name, String folder, String title, String data, String test, Optional<String> strategy,
    int images, Published published) {
  private static final String UNTOLD = "-";
  private static final String SPAMBASE = "spam-tree/spambase.csv.gz";
  private static final String SPAMBASE_TEST = "spam-tree/test-indices.txt";
  private static final String MNIST = "mnist/mnist.csv.gz";
  private static final String MNIST_TEST = "mnist/test-indices.txt";
  private static final int DIGITS_WIDTH = 8;
  private static final int MNIST_WIDTH = 28;

  /**
   * What others measured.
   *
   * @param source who
   * @param seconds time per inference
   * @param accuracy accuracy over all test rows
   * @param more what else there is to say; empty when there is nothing
   */
  record Published(String source, String seconds, String accuracy, String more) {
    /** Of the article "Running Privacy-Preserving Inferences on Hugging Face Endpoints", 2024, on 8 vCPU. */
    private static Published article(String seconds, String accuracy, String more) {
      return new Published("article", seconds, accuracy, more);
    }

    /** Of the notebook ExperimentPrivacyTreePaper of Concrete ML, with features of 6 bits. */
    private static Published notebook(String seconds) {
      return new Published("Concrete ML", seconds, UNTOLD, "");
    }
  }

  /**
   * All models, in the order of the demo. The article's table and log give its tree different times; its accuracy is
   * the log's.
   */
  static List<DemoModel> all() {
    Published tree = Published.article("2.0 s (log 4.1 s)", "0.8958", "its tree on 8 vCPU: 170.3 MiB key, "
        + "4.123 s in its log, 0.8958 (619 of 691), look-ups that fail with probability 0.01");
    return List.of(
        new DemoModel("logreg", "logreg", "Logistic regression, 30 features, synthetic", "logreg/synthetic30.csv.gz",
            "logreg/test-indices.txt", Optional.empty(), 0, Published.article("0.4 s", UNTOLD, "")),
        new DemoModel("spam-tree", "spam-tree", "Decision tree, 57 features, Spambase", SPAMBASE, SPAMBASE_TEST,
            Optional.empty(), 0, tree),
        new DemoModel("spam-tree-bootstrapped", "spam-tree", "The same decision tree by bootstraps", SPAMBASE,
            SPAMBASE_TEST, Optional.of(Strategy.BOOTSTRAPPED), 0, tree),
        new DemoModel("boosted", "boosted", "XGBoost, 50 trees of depth 3, Spambase", SPAMBASE, SPAMBASE_TEST,
            Optional.of(Strategy.LEVELLED_BITS), 0, Published.notebook("1.05 s")),
        new DemoModel("forest", "forest", "Random forest, 50 trees of depth 4, Spambase", SPAMBASE, SPAMBASE_TEST,
            Optional.of(Strategy.LEVELLED_BITS), 0, Published.notebook("2.20 s")),
        new DemoModel("iris", "iris", "Network of 4, 16, 16 and 3 neurons, Iris", "fixtures/iris.csv",
            "iris/test-indices.txt", Optional.of(Strategy.TABLE), 0,
            Published.article("3.7 s", UNTOLD, "")),
        new DemoModel("iris-qnn", "iris-qnn", "The article's network of 4, 16, 16 and 3 neurons, Iris, as it is",
            "fixtures/iris.csv", "iris/test-indices.txt", Optional.of(Strategy.NETWORK_ANALOGUE), 0,
            Published.article("3.7 s", UNTOLD, "")),
        new DemoModel("digits", "digits", "60 ferns, handwritten digits of 8 x 8 pixels", "digits/digits.csv.gz",
            "digits/test-indices.txt", Optional.of(Strategy.FERNS), DIGITS_WIDTH,
            Published.article("24 s", "0.982 (float)", "")),
        new DemoModel("digits-cnn", "digits-cnn", "The article's network of convolutions, digits, as it is",
            "digits/digits.csv.gz", "digits/test-indices.txt", Optional.of(Strategy.NETWORK_ANALOGUE), DIGITS_WIDTH,
            Published.article("24 s", "0.982 (float)", "")),
        new DemoModel("mnist", "mnist", "60 ferns, MNIST, 28 x 28 pixels", MNIST, MNIST_TEST,
            Optional.of(Strategy.FERNS), MNIST_WIDTH,
            new Published("FHE-DiNN", "1.7 s", "above 0.96", "")),
        new DemoModel("mnist-keyless", "mnist-keyless", "Public features and a hidden linear head, MNIST", MNIST,
            MNIST_TEST, Optional.of(Strategy.KEYLESS), MNIST_WIDTH,
            new Published("LoLa", "0.16 s", UNTOLD, "also public features and a linear head")),
        new DemoModel("mnist-network", "mnist-network", "Network with one hidden layer of 48 neurons, MNIST", MNIST,
            MNIST_TEST, Optional.of(Strategy.NETWORK_ANALOGUE), MNIST_WIDTH,
            new Published("FHE-DiNN", "1.7 s", "above 0.96", "also one hidden layer")));
  }

  /** The trained model. */
  Path onnx(Path models) {
    return models.resolve(folder).resolve("model.onnx");
  }

  /** All samples. */
  CsvData samples(Path models, Pipeline model) throws IOException {
    return CsvData.read(models.resolve(data), SampleColumns.of(model), CsvOptions.NONE);
  }

  /** Which of them are for testing. */
  int[] testRows(Path models) throws IOException {
    return CsvData.readIndices(models.resolve(test));
  }
}
