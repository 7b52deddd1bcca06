package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.RangeRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What client.zip tells of the calibration rows, and that telling less costs no accuracy. */
class CalibrationRangesTest {
  private static final Path MODELS = Path.of("..", "models");

  /** A model, its calibration rows and its test rows. */
  private record Case(ImportedModel model, CsvData calibration, CsvData test) {
    CompiledModel compile(RangeRule rule) {
      return ModelCompiler.create().compile(model,
          CompileRequest.builder("m", calibration.rows()).quantizer(Quantizer.UNIFORM).ranges(rule).build());
    }

    Evaluation evaluate(RangeRule rule) {
      return ModelCompiler.create().report(Pipeline.of(model), compile(rule), Optional.of(test)).evaluation()
          .orElseThrow();
    }
  }

  private static Case demo(String name) throws IOException {
    Path folder = MODELS.resolve(name);
    String data = name.equals("logreg") ? "synthetic30.csv.gz" : "spambase.csv.gz";
    CsvData all = CsvData.readLabelLast(folder.resolve(data));
    int[] test = CsvData.readIndices(folder.resolve("test-indices.txt"));
    return new Case(ModelCompiler.create()
        .read(folder.resolve("model.onnx")).core(), all.without(test), all.select(test));
  }

  private static Case iris(String name) throws IOException {
    CsvData all = CsvData.readLabelLast(MODELS.resolve("fixtures/iris.csv"));
    return new Case(ModelCompiler.create()
        .read(MODELS.resolve("fixtures").resolve(name + ".onnx")).core(), all, all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logreg", "spam-tree"})
  void theDemosPredictAsWellWithRoundedRangesAsWithExactOnes(String name) throws IOException {
    Case demo = demo(name);
    Evaluation rounded = demo.evaluate(RangeRule.ROUNDED);
    Evaluation exact = demo.evaluate(RangeRule.EXACT);
    int noise = (int) Math.ceil(Math.sqrt(rounded.rows()) / 10);
    assertThat(rounded.quantizedCorrect()).isGreaterThanOrEqualTo(exact.quantizedCorrect() - noise)
        .isGreaterThanOrEqualTo(rounded.floatCorrect() - noise);
    assertThat(rounded.agreeing()).isGreaterThanOrEqualTo(exact.agreeing() - noise);
  }

  /** The extreme rows move within the last digit that is told: no byte of the client's half changes. */
  @ParameterizedTest
  @ValueSource(strings = {"iris-logreg", "iris-tree"})
  void theClientsHalfDoesNotDependOnTheExtremeRow(String name) throws IOException {
    Case iris = iris(name);
    double[][] moved = Arrays.stream(iris.calibration.rows()).map(double[]::clone).toArray(double[][]::new);
    int top = 0;
    for (int i = 0; i < moved.length; i++) {
      top = moved[i][2] > moved[top][2] ? i : top;
    }
    moved[top][2] += 0.03;
    ModelCompiler compiler = ModelCompiler.create();
    for (RangeRule rule : new RangeRule[] {RangeRule.ROUNDED, RangeRule.EXACT}) {
      CompiledModel other = compiler.compile(iris.model,
          CompileRequest.builder("m", moved).quantizer(Quantizer.UNIFORM).ranges(rule).build());
      assertThat(other.client().equals(iris.compile(rule).client())).as(rule.toString()).isEqualTo(!rule.exact());
    }
  }

  @Test
  void rangesOfUnusedFeaturesAreToldToNobodyAndChangeNoPrediction() throws IOException {
    Case iris = iris("iris-tree");
    CompiledModel rounded = iris.compile(RangeRule.ROUNDED);
    assertThat(rounded.client().usedFeatures()).doesNotContain(0);
    assertThat(rounded.client().quantizers().get(0)).isEqualTo(Uniform.UNUSED);
    assertThat(iris.compile(RangeRule.EXACT).client().quantizers().get(0)).isNotEqualTo(Uniform.UNUSED);
    assertThat(iris.evaluate(RangeRule.ROUNDED).quantizedCorrect())
        .isGreaterThanOrEqualTo(iris.evaluate(RangeRule.EXACT).quantizedCorrect() - 1);
  }

  @Test
  void clippedRowsAreCounted() throws IOException {
    Case iris = iris("iris-logreg");
    CompiledModel clipped = iris.compile(RangeRule.quantiles(0.05));
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, String> note : clipped.notes()) {
      if (note.getKey().equals("clipped")) {
        notes.add(note.getValue());
      }
    }
    long rows = Arrays.stream(iris.calibration.rows()).filter(row -> clipped.client().usedFeatures().stream()
        .anyMatch(f -> ((Uniform) clipped.client().quantizers().get(f)).clips(row[f]))).count();
    assertThat(rows).isPositive();
    assertThat(notes).singleElement().asString()
        .startsWith(String.format(Locale.ROOT, "WARNING: %.1f %% of the calibration rows", 100.0 * rows / 150));
    assertThat(iris.compile(RangeRule.ROUNDED).notes()).noneMatch(note -> note.getKey().equals("clipped"));
  }
}
