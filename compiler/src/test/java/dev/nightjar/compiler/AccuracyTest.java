package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose data equal steps do not suit keep their accuracy by default, and nothing is lost in silence. */
class AccuracyTest {
  private static final ModelCompiler COMPILER = ModelCompiler.create();

  /** A model of the folder of cases, its calibration rows and its test rows. */
  private record Case(Pipeline model, CsvData calibration, CsvData test) {
    static Case of(String name) throws IOException {
      Path folder = Models.FOLDER.resolve("cases").resolve(name);
      CsvData all = CsvData.readLabelLast(folder.resolve("data.csv"));
      Pipeline model = COMPILER.read(folder.resolve("model.onnx"));
      Path indices = folder.resolve("test-indices.txt");
      if (!indices.toFile().exists()) {
        return new Case(model, all, all);
      }
      int[] test = CsvData.readIndices(indices);
      return new Case(model, all.without(test), all.select(test));
    }

    /** A model that was trained on raw features; calibrated and tested on rows of its own. */
    static Case raw(String name) throws IOException {
      Path folder = Models.FOLDER.resolve("raw");
      Pipeline model = COMPILER.read(folder.resolve(name + ".onnx"));
      if (name.startsWith("lognormal")) {
        CsvData all = CsvData.readLabelLast(folder.resolve(name + ".csv.gz"));
        int rows = all.rows().length;
        int[] test = IntStream.range(rows - 500, rows).toArray();
        return new Case(model, all.without(test), all.select(test));
      }
      CsvData all = Models.data("spam-tree");
      return new Case(model, all.without(Models.testRows("spam-tree")), all.select(Models.testRows("spam-tree")));
    }

    CompiledModel compile(Quantizer quantizer) {
      return COMPILER.compile(model.core(),
          CompileRequest.builder("m", calibration.rows()).quantizer(quantizer).build());
    }

    Evaluation evaluate(Quantizer quantizer) {
      return COMPILER.report(model, compile(quantizer), Optional.of(test)).evaluation().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skewed-tree-clf", "skewed-forest-clf"})
  void classifiersOfLogNormalFeaturesAgreeOnNinetyNineRowsOfAHundred(String name) throws IOException {
    Evaluation e = Case.of(name).evaluate(Quantizer.AUTO);
    assertThat(e.agreement()).isGreaterThanOrEqualTo(0.99);
    assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01));
  }

  @Test
  void aRegressorOfLogNormalFeaturesKeepsItsErrorWithinAPercent() throws IOException {
    Evaluation e = Case.of("skewed-tree-reg").evaluate(Quantizer.AUTO);
    assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01 * e.floatScore()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"forest", "xgboost", "lognormal"})
  void ensemblesOnRawFeaturesKeepTheirAccuracyOnRowsThatNothingWasFittedTo(String name) throws IOException {
    Evaluation e = Case.raw(name).evaluate(Quantizer.AUTO);
    assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01));
    assertThat(e.agreement()).isGreaterThanOrEqualTo(0.985);
  }

  @Test
  void boostedRegressorsOnRawFeaturesKeepTheirErrorOnRowsThatNothingWasFittedTo() throws IOException {
    Evaluation e = Case.raw("lognormal-reg").evaluate(Quantizer.AUTO);
    assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01 * e.floatScore()));
  }

  @Test
  void theReportSaysHowManyTestRowsLieOutsideOfTheCalibratedRange() throws IOException {
    Case narrow = Case.of("narrow-calibration");
    CompiledModel compiled = COMPILER.compile(narrow.model.core(), CompileRequest.builder("m",
        narrow.calibration.rows()).quantizer(Quantizer.UNIFORM).agreement(0).build());
    CompilationReport report = COMPILER.report(narrow.model, compiled, Optional.of(narrow.test));
    assertThat(report.evaluation().orElseThrow().outside()).isBetween(100, 174);
    assertThat(report.text()).containsPattern("(?m)^outside +WARNING: \\d+ of 174 rows");
    assertThat(narrow.evaluate(Quantizer.AUTO).outside()).isLessThan(20);
  }

  /** 15 calibration rows, 174 test rows, many of which lie outside of the range that the 15 have. */
  @Test
  void aLinearModelKeepsItsAccuracyOnRowsBeyondAFewCalibrationRows() throws IOException {
    Evaluation e = Case.of("narrow-calibration").evaluate(Quantizer.AUTO);
    assertThat(e.rows()).isEqualTo(174);
    assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01));
  }

  @Test
  void thresholdsThatAreCloseTogetherStayApart() throws IOException {
    assertThat(Case.of("close-thresholds").evaluate(Quantizer.AUTO).agreement()).isLessThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(Quantizer.class)
  void leavesThatNoInputReachesDoNotStretchTheScale(Quantizer quantizer) throws IOException {
    assertThat(Case.of("unreachable-leaves").evaluate(quantizer).agreement()).isLessThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skewed-tree-clf", "skewed-forest-clf", "skewed-tree-reg", "close-thresholds"})
  void equalStepsThatLoseMoreThanIsAllowedAreRefusedWithTheRemedy(String name) throws IOException {
    Case skewed = Case.of(name);
    assertThatThrownBy(() -> skewed.compile(Quantizer.UNIFORM)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("calibration rows").hasMessageContaining("agreement of 0.99")
        .hasMessageContaining("--quantizer auto").hasMessageContaining("--agreement 0.")
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.NOT_COMPILABLE);
    CompiledModel anyway = COMPILER.compile(skewed.model.core(), CompileRequest.builder("m", skewed.calibration.rows())
        .quantizer(Quantizer.UNIFORM).agreement(0).build());
    assertThat(COMPILER.report(skewed.model, anyway, Optional.of(skewed.test)).evaluation()).isPresent();
  }

  @Test
  void theClientIsToldMoreCutsThanTheModelHasThresholdsAndTheReportSaysSo() throws IOException {
    Case skewed = Case.of("skewed-tree-reg");
    CompiledModel compiled = skewed.compile(Quantizer.AUTO);
    assertThat(compiled.client().quantizers()).anyMatch(FeatureQuantizer.Grid.class::isInstance)
        .noneMatch(FeatureQuantizer.Thresholds.class::isInstance);
    CompilationReport report = COMPILER.report(skewed.model, compiled, Optional.of(skewed.test));
    assertThat(report.thresholdsRevealed()).isFalse();
    assertThat(report.text()).containsPattern("(?m)^hidden among decoys +\\d+ of \\d+ cuts are thresholds of the model")
        .containsPattern("(?m)^calibration rows +differ by .* of the outputs' spread on 200");
  }
}
