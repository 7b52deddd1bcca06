package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of several models, compiled with the defaults. */
class SeveralModelsCompiledTest {
  private static final ModelCompiler COMPILER = ModelCompiler.create();

  /** A model, its rows, and what was compiled of it with three quarters of them. */
  private record Case(Pipeline model, CompiledModel compiled, double[][] rows) {
    static Case of(String name) throws IOException {
      Path folder = Models.FOLDER.resolve("cases").resolve(name);
      Pipeline model = COMPILER.read(folder.resolve("model.onnx"));
      double[][] rows = CsvData.readLabelLast(folder.resolve("data.csv")).rows();
      List<FeatureRow> calibration = IntStream.range(0, rows.length).filter(i -> i % 4 != 0)
          .mapToObj(i -> FeatureRow.of(rows[i])).toList();
      return new Case(model, COMPILER.compile(model, calibration, CompileRequest.builder(name)), rows);
    }

    double agreement() {
      return Arrays.stream(rows).map(FeatureRow::of)
          .filter(row -> compiled.clearPrediction(row).labels().equals(model.predict(row).labels())).count()
          / (double) rows.length;
    }
  }

  @ParameterizedTest
  @CsvSource({"bagging-trees, tree-ensemble", "calibrated-linsvc, linear", "voting-soft, composite",
      "ovr-logreg, linear", "gaussian-nb, linear"})
  void whatIsCompiledAgreesWithTheFloatModel(String name, String kind) throws IOException {
    Case compiled = Case.of(name);
    assertThat(compiled.compiled.client().kind()).isEqualTo(kind);
    assertThat(compiled.compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(compiled.agreement()).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void theEncryptedRunOfALinearModelBesideTreesGivesTheIntegersOfTheClearRun() throws IOException {
    Case compiled = Case.of("voting-soft");
    EncryptedTreeTest.assertEncryptedEqualsClear(compiled.compiled, compiled.rows, 3);
  }
}
