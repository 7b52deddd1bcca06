package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CasesTest {
  /** Of the value itself: sums in double precision differ from a runtime's by its rounding. */
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"scaler-logreg", "minmax-logreg", "kbest-logreg", "pca-logreg", "imputer-scaler-logreg",
      "onehot-columns-logreg", "scaler-forest", "linsvc-binary", "ridge-classifier", "logreg-double-input",
      "sgd-classifier-binary", "sgd-classifier-multi", "perceptron", "ovr-logistic-head", "ovr-logreg",
      "calibrated-linsvc"})
  void aPipelineWithStepsInFrontGivesTheRuntimesLabels(String name) throws IOException {
    requireLabels(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-named-inputs", "no-feature-count", "ols-double-input", "poisson-glm", "lightgbm-poisson",
      "xgboost-poisson"})
  void aPipelineWithStepsInFrontGivesTheRuntimesNumbers(String name) throws IOException {
    requireNumbers(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scaler-logreg", "minmax-logreg", "kbest-logreg", "pca-logreg", "scaler-forest",
      "two-named-inputs", "no-feature-count", "ols-double-input"})
  void stepsThatFoldLeaveNothingToTheClient(String name) throws IOException {
    Pipeline model = Cases.model(name);
    assertThat(model.graphs().prefix()).isEmpty();
    assertThat(model.graphs().suffix()).isEmpty();
    assertThat(model.core().features()).isEqualTo(model.graphs().columns().size());
  }

  @Test
  void aLinearKernelGivesTheRuntimesLabelsButWhereItsOwnRoundingDecides() throws IOException {
    Pipeline model = Cases.model("linear-kernel-svc");
    List<String> expected = Cases.expected("linear-kernel-svc");
    List<FeatureRow> rows = Cases.rows("linear-kernel-svc", model);
    int checked = 0;
    for (int i = 0; i < rows.size(); i++) {
      Prediction prediction = model.predict(rows.get(i));
      // The runtime adds up 43 products of up to a million in single precision: its scores are off by up to 1.7.
      if (Math.abs(prediction.outputs()[0]) > 1.7) {
        assertThat(prediction.label()).as("row %d", i).isEqualTo(expected.get(i));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(rows.size() * 8 / 10);
  }

  @Test
  void aNetworkIsReadWithTheScalerInFrontOfIt() throws IOException {
    assertThat(Cases.model("mlp-classifier").core().description()).isEqualTo("neural network");
    requireLabels("mlp-classifier");
  }

  private static void requireLabels(String name) throws IOException {
    Pipeline model = Cases.model(name);
    List<String> expected = Cases.expected(name);
    List<FeatureRow> rows = Cases.rows(name, model);
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(model.predict(rows.get(i)).label()).as("row %d", i).isEqualTo(expected.get(i));
    }
  }

  private static void requireNumbers(String name) throws IOException {
    Pipeline model = Cases.model(name);
    List<String> expected = Cases.expected(name);
    List<FeatureRow> rows = Cases.rows(name, model);
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      double value = Double.parseDouble(expected.get(i));
      Prediction prediction = model.predict(rows.get(i));
      assertThat(prediction.outputs()[0]).as("row %d", i).isCloseTo(value, within(TOLERANCE * Math.abs(value)));
    }
  }
}
