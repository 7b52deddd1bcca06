package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFixturesTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @ValueSource(strings = {"iris-tree", "iris-forest", "iris-logreg", "synthetic-boosting"})
  void aClassifierGivesTheRuntimesLabelsAndProbabilities(String name) throws IOException {
    ImportedModel model = Models.fixture(name);
    CsvData expected = Models.expected(name);
    int features = expected.columns().indexOf("label");
    assertThat(model.features()).isEqualTo(features);
    assertThat(expected.rows()).hasDimensions(40, features + 1 + model.task().labels().size());
    for (double[] row : expected.rows()) {
      Prediction p = predict(model, row);
      assertThat(Double.parseDouble(p.label())).isEqualTo(row[features]);
      assertThat(p.outputs())
          .containsExactly(Arrays.copyOfRange(row, features + 1, row.length), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"width-tree", "width-forest", "width-linear"})
  void aRegressorGivesTheRuntimesValues(String name) throws IOException {
    ImportedModel model = Models.fixture(name);
    CsvData expected = Models.expected(name);
    assertThat(expected.columns()).last().isEqualTo("value");
    for (double[] row : expected.rows()) {
      assertThat(predict(model, row).outputs()[0]).isCloseTo(row[model.features()], within(TOLERANCE));
    }
  }

  private static Prediction predict(ImportedModel model, double[] row) {
    return model.task().predict(model.scores(Arrays.copyOf(row, model.features())));
  }

  @Test
  void theSpamTreeHasTheShapeThatItWasTrainedWith() throws IOException {
    TreeEnsemble tree = (TreeEnsemble) Models.demo("spam-tree");
    assertThat(tree.features()).isEqualTo(57);
    assertThat(tree.base()).hasSize(1);
    assertThat(leaves(tree.trees().get(0))).isEqualTo(63);
  }

  private static int leaves(TreeEnsemble.Tree t) {
    return t.children().isEmpty() ? 1 : t.children().stream().mapToInt(OnnxFixturesTest::leaves).sum();
  }
}
