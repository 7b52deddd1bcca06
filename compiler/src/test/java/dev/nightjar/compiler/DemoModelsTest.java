package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoModelsTest {
  private final ModelCompiler compiler = ModelCompiler.create();

  private CompiledModel compile(String name, Quantizer quantizer) throws IOException {
    double[][] calibration = Models.data(name).without(Models.testRows(name)).rows();
    return compiler.compile(Models.demo(name), CompileRequest.builder(name, calibration).quantizer(quantizer).build());
  }

  private CompilationReport report(String name, CompiledModel compiled) throws IOException {
    return compiler.report(Pipeline.of(Models.demo(name)), compiled,
        Optional.of(Models.data(name).select(Models.testRows(name))));
  }

  @Test
  void theLogisticRegressionKeepsItsAccuracyAndNeedsNoKey() throws IOException {
    CompilationReport report = report("logreg", compile("logreg", Quantizer.UNIFORM));
    Evaluation e = report.evaluation().orElseThrow();
    assertThat(e.rows()).isEqualTo(200);
    assertThat(e.floatCorrect()).isEqualTo(195);
    assertThat(e.quantizedCorrect()).isEqualTo(195);
    assertThat(report.bootstraps()).isZero();
    assertThat(report.keyBytes()).isZero();
    assertThat(report.failureLog2()).isLessThanOrEqualTo(-64);
  }

  @Test
  void theReportSaysWhatTheAnswersOfTheLogisticRegressionTell() throws IOException {
    CompiledModel compiled = compile("logreg", Quantizer.UNIFORM);
    AnswerLeak leak = AnswerLeak.of(compiled.circuit());
    assertThat(leak.maskBits()).isGreaterThanOrEqualTo(155);
    assertThat(leak.dishonestMaskBits()).isGreaterThanOrEqualTo(128);
    assertThat(leak.bodyBits()).isBetween((double) compiled.client().resultBits(),
        compiled.client().resultBits() + 4.7);
    assertThat(leak.noiseAnswersLog2()).isGreaterThan(10);
    assertThat(report("logreg", compiled).text())
        .contains("model privacy        hidden", "mask of an output", "body of an output", "noise of an output",
            "30 weights of 12 bits", "any client from 31 to rows of its choice")
        .doesNotContain("REVEALED: one answer");
  }

  @Test
  void aReportOfAnOpenModelSaysRevealed() throws IOException {
    double[][] calibration = Models.data("logreg").without(Models.testRows("logreg")).rows();
    CompiledModel open = compiler.compile(Models.demo("logreg"),
        CompileRequest.builder("logreg", calibration).modelPrivacy(ModelPrivacy.NONE).build());
    assertThat(open.client().privacy()).isEqualTo(ModelPrivacy.NONE);
    assertThat(report("logreg", open).text())
        .contains("REVEALED: one answer tells its client every weight", "--model-privacy hidden");
    assertThat(report("spam-tree", compile("spam-tree", Quantizer.UNIFORM)).text())
        .contains("model privacy        none: who has the evaluation key");
  }

  @Test
  void theSpamTreePredictsAsTheFloatTreeOnEveryTestRow() throws IOException {
    CompilationReport report = report("spam-tree", compile("spam-tree", Quantizer.UNIFORM));
    Evaluation e = report.evaluation().orElseThrow();
    assertThat(e.rows()).isEqualTo(691);
    assertThat(e.floatCorrect()).isEqualTo(632);
    assertThat(e.quantizedCorrect()).isEqualTo(632);
    assertThat(e.agreeing()).isEqualTo(691);
    assertThat(report.failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(report.securityBits()).isGreaterThanOrEqualTo(128);
    assertThat(report.thresholdsRevealed()).isFalse();
  }

  /** The demo, which wrote the table, compiles both models as this test does. */
  @Test
  void theReadmeStatesTheBoundsOfBothModels() throws IOException {
    double linear = compile("logreg", Quantizer.AUTO).failure().failureLog2();
    double tree = compile("spam-tree", Quantizer.AUTO).failure().failureLog2();

    List<String> readme = Files.readAllLines(Path.of("..", "README.md"));
    assertThat(readme).filteredOn(line -> line.startsWith("| Logistic regression, 30 features"))
        .singleElement().asString().contains(String.format(Locale.ROOT, "| 2^%.1f |", linear));
    assertThat(readme).filteredOn(line -> line.startsWith("| The same decision tree by bootstraps"))
        .singleElement().asString().contains(String.format(Locale.ROOT, "| 2^%.1f |", tree));
  }

  /** Long lines are broken there. */
  @Test
  void thePageOnModelPrivacyShowsTheReportAsItIs() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "model-privacy.md")).replaceAll("\\s+", " ");
    String report = report("logreg", compile("logreg", Quantizer.UNIFORM)).text();
    List<String> shown = report.lines().filter(line -> line.matches("(wrong inference|query|answer|model privacy|"
        + "mask of an output|body of an output|noise of an output|weights)  .*")).toList();
    assertThat(shown).hasSize(8)
        .allSatisfy(line -> assertThat(page).contains(line.strip().replaceAll("\\s+", " ")));
  }

  @Test
  void theSpamTreeTakesFarFewerLookupsThanItHasLeaves() throws IOException {
    CompilationReport report = report("spam-tree", compile("spam-tree", Quantizer.UNIFORM));
    assertThat(report.bootstraps()).isLessThanOrEqualTo(30);
    assertThat(report.bootstrapCoreMillis()).isLessThan(200);
  }

  @Test
  void theCompiledSpamTreeIsItsQuantisedTreeOnEveryRow() throws IOException {
    CompiledModel compiled = compile("spam-tree", Quantizer.UNIFORM);
    TreeEnsemble model = (TreeEnsemble) Models.demo("spam-tree");
    for (double[] x : Models.data("spam-tree").rows()) {
      double expected = Math.ceil(quantizedLeaf(model.trees().get(0), compiled, x) * 63 - 0.5) / 63;
      assertThat(compiled.client().scores(compiled.clearIntegers(x))[0]).isCloseTo(expected, within(1e-12));
    }
  }

  /** The rule of the models' README, written down once more. */
  private static double quantizedLeaf(Tree tree, CompiledModel compiled, double[] x) {
    while (tree instanceof Tree.Branch b) {
      var grid = (FeatureQuantizer.Uniform) compiled.client().quantizers().get(b.feature());
      double t = Math.max(-1, Math.min(63, Math.floor((b.threshold() - grid.min()) / grid.step())));
      double q = Math.max(0, Math.min(63, Math.floor((x[b.feature()] - grid.min()) / grid.step() + 0.5)));
      tree = q <= t ? b.below() : b.above();
    }
    return ((Tree.Leaf) tree).values()[0];
  }

  @Test
  void withTheThresholdsQuantizerTheSpamTreeIsExactOnEveryRow() throws IOException {
    CompiledModel compiled = compile("spam-tree", Quantizer.THRESHOLDS);
    ImportedModel model = Models.demo("spam-tree");
    for (double[] x : Models.data("spam-tree").rows()) {
      double expected = Math.ceil(model.scores(x)[0] * 63 - 0.5) / 63;
      assertThat(compiled.client().scores(compiled.clearIntegers(x))[0]).isCloseTo(expected, within(1e-12));
    }
    assertThat(report("spam-tree", compiled).thresholdsRevealed()).isTrue();
    assertThat(report("spam-tree", compiled).text()).contains("REVEALED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris-tree", "iris-forest", "iris-logreg", "synthetic-boosting", "width-tree",
      "width-forest", "width-linear"})
  void everyFixtureCompilesAndStaysCloseToItsFloatModel(String name) throws IOException {
    ImportedModel model = Models.fixture(name);
    CsvData data = Models.calibration(name);
    CompiledModel compiled =
        compiler.compile(model, CompileRequest.builder(name, data.rows()).build());
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    Evaluation e = compiler.report(Pipeline.of(model), compiled, Optional.of(data)).evaluation().orElseThrow();
    if (e.classifier()) {
      assertThat(e.agreement()).isGreaterThanOrEqualTo(0.99);
      assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.01));
    } else {
      assertThat(e.agreement()).isLessThan(0.005);
      assertThat(e.quantizedScore()).isCloseTo(e.floatScore(), within(0.001));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iris-tree", "iris-forest", "synthetic-boosting", "width-tree", "width-forest"})
  void withTheThresholdsQuantizerOnlyLeafValuesAreRounded(String name) throws IOException {
    ImportedModel model = Models.fixture(name);
    CsvData data = Models.calibration(name);
    CompiledModel compiled =
        compiler.compile(model, CompileRequest.builder(name, data.rows()).quantizer(Quantizer.THRESHOLDS).build());
    double trees = ((TreeEnsemble) model).trees().size();
    double step = compiled.client().results().stream().mapToDouble(r -> r.scale()).max().orElseThrow();
    for (double[] x : data.rows()) {
      assertThat(compiled.client().scores(compiled.clearIntegers(x)))
          .containsExactly(model.scores(x), within(trees * step / 2 + 1e-9));
    }
  }
}
