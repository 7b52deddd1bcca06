package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.compiler.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported trees with missing values, categories and class ids that are counted wrongly easily. */
class TreeCasesTest {
  private static final Path CASES = Models.FOLDER.resolve("cases");

  private static Pipeline model(String name) throws IOException {
    return OnnxImporter.read(Files.readAllBytes(CASES.resolve(name).resolve("model.onnx")));
  }

  /** The features of a table whose last column is the label; an empty cell is missing. */
  private static double[][] rows(String name) throws IOException {
    List<String> lines = Files.readAllLines(CASES.resolve(name).resolve("data.csv"));
    return lines.stream().skip(1).map(line -> {
      String[] cells = line.split(",", -1);
      return Arrays.stream(cells, 0, cells.length - 1).mapToDouble(c -> c.isEmpty() ? Double.NaN
          : Double.parseDouble(c)).toArray();
    }).toArray(double[][]::new);
  }

  private static List<String> expected(String name) throws IOException {
    return Files.readAllLines(CASES.resolve(name).resolve("expected.txt")).stream().filter(l -> !l.startsWith("#"))
        .toList();
  }

  private static CompiledModel compile(String name) throws IOException {
    double[][] rows = rows(name);
    return ModelCompiler.create().compile(model(name), Arrays.stream(rows).map(FeatureRow::of).toList(),
        CompileRequest.builder(name, rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hgb-nan", "xgboost-nan", "lightgbm-categorical", "xgboost-categorical", "catboost-binary",
      "class-ids-all-1"})
  void theModelThatIsReadGivesTheLabelsOfTheRuntime(String name) throws IOException {
    Pipeline model = model(name);
    assertThat(Arrays.stream(rows(name)).map(x -> model.predict(FeatureRow.of(x)).label()))
        .containsExactlyElementsOf(expected(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hgb-nan", "xgboost-nan", "lightgbm-categorical", "xgboost-categorical", "catboost-binary",
      "class-ids-all-1"})
  void theCompiledModelAgreesOnNearlyAllRows(String name) throws IOException {
    CompiledModel compiled = compile(name);
    List<String> labels = expected(name);
    double[][] rows = rows(name);
    int same = 0;
    for (int i = 0; i < rows.length; i++) {
      same += compiled.clearPrediction(rows[i]).label().equals(labels.get(i)) ? 1 : 0;
    }
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat((double) same / rows.length).isGreaterThanOrEqualTo(0.98);
  }

  @ParameterizedTest
  @CsvSource({"lightgbm-categorical, 2", "class-ids-all-1, 8"})
  void encryptedRowsGiveTheIntegersOfTheClearRun(String name, int rows) throws IOException {
    EncryptedTreeTest.assertEncryptedEqualsClear(compile(name), rows(name), rows);
  }

  @Test
  void encryptedRowsWithMissingValuesGiveTheIntegersOfTheClearRun() throws IOException {
    double[][] rows = Arrays.stream(rows("xgboost-nan")).filter(x -> Arrays.stream(x).anyMatch(Double::isNaN))
        .toArray(double[][]::new);
    EncryptedTreeTest.assertEncryptedEqualsClear(compile("xgboost-nan"), rows, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xgboost-nan", "lightgbm-categorical"})
  void theBundleIsReadAsItWasWritten(String name, @TempDir Path folder) throws IOException {
    CompiledModel compiled = compile(name);
    Path bundle = ModelCompiler.create().write(compiled, folder);
    assertThat(ClientBundle.read(ServerBundle.read(bundle).clientZip())).isEqualTo(compiled.client());
    assertThat(compiled.client().quantizers()).anyMatch(FeatureQuantizer.Missing.class::isInstance);
  }

  @Test
  void aLinearModelRefusesMissingValuesWithTheRemedy() throws IOException {
    ImportedModel linear = Models.demo("logreg");
    double[][] rows = Models.data("logreg").rows();
    rows[3] = rows[3].clone();
    rows[3][2] = Double.NaN;
    assertThatThrownBy(() -> ModelCompiler.create().compile(linear, CompileRequest.builder("linear", rows).build()))
        .isInstanceOf(NightjarException.class).hasMessageContaining("row 3 holds NaN in feature 2")
        .hasMessageContaining("impute");
  }
}
