package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.network.Network;
import dev.nightjar.api.network.NetworkLayer;
import dev.nightjar.api.network.NetworkModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFixturesTest {
  /** Single precision of the runtime, over a few layers of sums of numbers around 1. */
  private static final double TOLERANCE = 2e-5;
  /** The runtime rounds the exponentials of a quantised softmax before it adds them up: results are a step off. */
  private static final Map<String, Double> STEPS = Map.of("quantised-probabilities", 0.00391);

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(NetworkFixtures.FOLDER)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".onnx"))
          .map(f -> f.substring(0, f.length() - ".onnx".length())).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theOutputsAreTheRuntimes(String name) throws IOException {
    NetworkFixtures fixture = NetworkFixtures.read(name);
    for (int i = 0; i < fixture.rows().size(); i++) {
      Prediction prediction = fixture.pipeline().predict(row(fixture, i));
      assertThat(prediction.outputs()).as("row %d", i)
          .containsExactly(fixture.outputs().get(i), within(TOLERANCE + STEPS.getOrDefault(name, 0.0)));
      if (!fixture.labels().isEmpty()) {
        assertThat(prediction.label()).as("row %d", i).isEqualTo(fixture.labels().get(i));
      }
    }
  }

  private static FeatureRow row(NetworkFixtures fixture, int i) {
    return FeatureRow.of(Arrays.stream(fixture.rows().get(i)).boxed().collect(Collectors.<Object>toList()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theLayersGiveTheScoresOfTheGraph(String name) throws IOException {
    NetworkFixtures fixture = NetworkFixtures.read(name);
    if (fixture.pipeline().core() instanceof NetworkModel model) {
      assertThat(model.obstacle()).isEmpty();
      for (int i = 0; i < fixture.rows().size(); i++) {
        double[] features = fixture.pipeline().graphs().features(row(fixture, i));
        assertThat(model.layers().orElseThrow().scores(features)).as("row %d", i)
            .containsExactly(model.scores(features), within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"relu, 6, Relu", "hard-swish, 6, HardSwish", "silu, 6, 'Sigmoid, Mul'", "relu6, 6, 'Relu, Clip'",
      "prelu, 6, PRelu", "elu, 6, Elu", "gelu-of-steps, 6, 'Erf, Mul'", "two-gates, 6, 'Tanh'",
      "where, 6, 'Greater, Where'",
      "norm-behind-relu, 6, 'Relu, HardSwish'", "residual, 5 5 5, Relu", "skip-from-input, 5, Relu",
      "branches, 4 2, Relu", "max-of-branches, 3 3, Max", "conv, 45, Relu", "conv-1d, 6, Relu",
      "max-pool, 16 8 8, MaxPool", "quantised-dense, 5, 'Relu, QuantizeLinear'",
      "fully-convolutional, 48, Relu", "two-heads, 6, Relu", "half-precision, 6, Relu"})
  void everyChainOfStepsIsOneFunction(String name, String widths, String function) throws IOException {
    Network network = ((NetworkModel) NetworkFixtures.read(name).pipeline().core()).layers().orElseThrow();
    assertThat(network.layers().stream().map(l -> String.valueOf(l.width())).collect(Collectors.joining(" ")))
        .isEqualTo(widths);
    assertThat(network.layers().get(0).functions().get(0).name()).isEqualTo(function);
  }

  @Test
  void stepsThatDoNotFoldStandInFrontOfTheFirstLayer() throws IOException {
    assertThat(NetworkFixtures.read("quantised-dense").pipeline().graphs().prefix()).isPresent();
    assertThat(NetworkFixtures.read("mat-mul").pipeline().graphs().prefix()).isEmpty();
    assertThat(NetworkFixtures.read("scaler").pipeline().graphs().prefix()).isEmpty();
    assertThat(NetworkFixtures.read("average-pool-of-image").pipeline().graphs().prefix()).isEmpty();
  }

  @Test
  void whatIsLinearStaysALinearModel() throws IOException {
    assertThat(NetworkFixtures.read("linear-convolution").pipeline().core()).isInstanceOf(LinearModel.class);
  }

  @Test
  void aMaximumOfRisingFunctionsIsTakenInFrontOfThem() throws IOException {
    Network network = ((NetworkModel) NetworkFixtures.read("max-pool").pipeline().core()).layers().orElseThrow();
    // Of each window of four: two comparisons, one of their winners, and one function of the winner of all.
    assertThat(network.layers().stream().mapToInt(NetworkLayer::width)).containsExactly(16, 8, 8);
  }
}
