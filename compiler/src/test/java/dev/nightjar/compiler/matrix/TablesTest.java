package dev.nightjar.compiler.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.EncryptedModel;
import dev.nightjar.compiler.ModelCompiler;
import dev.nightjar.compiler.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Models of few bits as one encrypted table, from the file to decrypted answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TablesTest {
  private final ModelCompiler compiler = ModelCompiler.create();

  private static CompileRequest.Builder request() {
    return CompileRequest.builder("table").strategy(Strategy.TABLE);
  }

  private static List<FeatureRow> rows(CsvData data, int[] indices) {
    List<FeatureRow> rows = new ArrayList<>();
    for (int i : indices) {
      rows.add(FeatureRow.of(data.rows()[i]));
    }
    return rows;
  }

  private static int[] training(CsvData data, int[] test) {
    List<Integer> held = Arrays.stream(test).boxed().toList();
    return IntStream.range(0, data.rows().length).filter(i -> !held.contains(i)).toArray();
  }

  private void requireEncryptedEqualsClear(CompiledModel compiled, List<FeatureRow> rows) {
    EncryptedModel encrypted = new EncryptedModel(compiled);
    for (FeatureRow row : rows) {
      byte[] query = encrypted.client().encrypt(row);
      byte[] answer = encrypted.answer(query);
      assertThat(encrypted.client().integers(query, answer)).isEqualTo(compiled.clearIntegers(row));
      assertThat(encrypted.client().decrypt(query, answer)).isEqualTo(compiled.clearPrediction(row));
    }
  }

  @Test
  void theNetworkOfIrisIsATableThatNamesTheSpeciesAsTheNetworkDoes() throws IOException {
    Pipeline network = Models.pipeline("iris");
    assertThat(network.core().description()).isEqualTo("neural network");
    CsvData data = Models.data("iris");
    int[] test = Models.testRows("iris");
    CompiledModel compiled = compiler.compile(network, rows(data, training(data, test)),
        request().modelPrivacy(ModelPrivacy.NONE));

    assertThat(compiled.strategy()).isEqualTo(Strategy.TABLE);
    assertThat(compiled.client().layout().slots() / compiled.client().parameters().levelled().orElseThrow().mask()
        .level()).isLessThanOrEqualTo(16);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    int same = 0;
    for (FeatureRow row : rows(data, test)) {
      Prediction exact = network.predict(row);
      same += compiled.clearPrediction(row).label().equals(exact.label()) ? 1 : 0;
    }
    assertThat(same).as("of %d test rows", test.length).isGreaterThanOrEqualTo(test.length - 1);
    requireEncryptedEqualsClear(compiled, rows(data, Arrays.copyOf(test, 6)));
  }

  @Test
  void theSameWithAnswersThatHideTheTable() throws IOException {
    CsvData data = Models.data("iris");
    int[] test = Models.testRows("iris");
    CompiledModel compiled = compiler.compile(Models.pipeline("iris"), rows(data, training(data, test)),
        request().modelPrivacy(ModelPrivacy.HIDDEN));
    assertThat(compiled.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    requireEncryptedEqualsClear(compiled, rows(data, Arrays.copyOf(test, 2)));
  }

  @Test
  void aTreeCanBeATableToo() throws IOException {
    ImportedModel tree = Models.fixture("iris-tree");
    double[][] rows = Models.calibration("iris-tree").rows();
    CompiledModel compiled = compiler.compile(tree, CompileRequest.builder("tree", rows).strategy(Strategy.TABLE)
        .modelPrivacy(ModelPrivacy.NONE).build());
    assertThat(compiled.strategy()).isEqualTo(Strategy.TABLE);
    requireEncryptedEqualsClear(compiled, List.of(FeatureRow.of(rows[0]), FeatureRow.of(rows[20])));
  }
}
