package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trained models of the models' README as circuits without bootstraps, in the clear, on their test rows. */
class TrainedModelsCompiledTest {
  private static final ModelCompiler COMPILER = ModelCompiler.create();
  private static final int KEY_BYTES = 1_300_000;

  @ParameterizedTest
  @CsvSource({"boosted, levelled-bits, 0.94", "forest, levelled-bits, 0.91", "digits, ferns, 0.984",
      "mnist, ferns, 0.97"})
  void anEnsembleKeepsItsAccuracyWithoutBootstraps(String name, String strategy, double accuracy) throws IOException {
    requireAccuracy(name, strategy, accuracy);
  }

  /** Twice the ferns of those above, and nothing else. */
  @Test
  @EnabledIfSystemProperty(named = "nightjar.test.sets", matches = "sweep")
  void aLargeEnsembleKeepsItsAccuracyWithoutBootstraps() throws IOException {
    requireAccuracy("mnist-large", "ferns", 0.97);
  }

  private static void requireAccuracy(String name, String strategy, double accuracy) throws IOException {
    CompilationReport report = report(name, strategy, Models.testRows(name).length);
    Evaluation e = report.evaluation().orElseThrow();
    assertThat(e.quantizedScore()).isGreaterThanOrEqualTo(accuracy).isCloseTo(e.floatScore(), within(0.005));
    assertThat(e.agreement()).isGreaterThanOrEqualTo(0.99);
    assertThat(report.bootstraps()).isZero();
    assertThat(report.failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(report.keyBytes()).isPositive().isLessThanOrEqualTo(KEY_BYTES);
  }

  @ParameterizedTest
  @CsvSource("mnist-keyless, keyless, 0.96")
  void aLinearModelOfPublicFeaturesKeepsItsAccuracyWithoutAKey(String name, String strategy, double accuracy)
      throws IOException {
    CompilationReport report = report(name, strategy, 200);
    Evaluation e = report.evaluation().orElseThrow();
    assertThat(e.quantizedScore()).isGreaterThanOrEqualTo(accuracy).isCloseTo(e.floatScore(), within(0.015));
    assertThat(report.keyBytes()).isZero();
    assertThat(report.failureLog2()).isLessThanOrEqualTo(-64);
  }

  private static CompilationReport report(String name, String strategy, int rows) throws IOException {
    Pipeline model = Models.pipeline(name);
    CsvData data = Models.data(name);
    int[] test = Models.testRows(name);
    CompiledModel compiled =
        COMPILER.compile(model, data.without(test), CompileRequest.builder(name).strategy(strategy));
    return COMPILER.report(model, compiled, Optional.of(data.select(Arrays.copyOf(test, rows))));
  }
}
