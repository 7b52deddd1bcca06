package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.KeyFamily;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compiler makes, run on ciphertexts. */
class EncryptedTreeTest {
  @ParameterizedTest
  @CsvSource({"iris-tree, 8", "width-tree, 8", "iris-logreg, 8"})
  void encryptedFixturesGiveTheIntegersOfTheClearRun(String name, int rows) throws IOException {
    CsvData data = Models.calibration(name);
    CompiledModel model = ModelCompiler.create().compile(Models.fixture(name),
        CompileRequest.builder(name, data.rows()).build());
    assertEncryptedEqualsClear(model, data.rows(), rows);
  }

  @ParameterizedTest
  @CsvSource({"3"})
  void theEncryptedSpamTreeGivesTheIntegersOfTheClearRun(int rows) throws IOException {
    CsvData data = Models.data("spam-tree");
    int[] test = Models.testRows("spam-tree");
    CompiledModel model = ModelCompiler.create().compile(Models.demo("spam-tree"),
        CompileRequest.builder("spam-tree", data.without(test).rows()).build());
    assertEncryptedEqualsClear(model, data.select(test).rows(), rows);
  }

  /** Every test row: what hides the answers never changes an integer. */
  @Test
  void theHiddenLogisticRegressionGivesTheIntegersOfTheClearRun() throws IOException {
    CsvData data = Models.data("logreg");
    int[] test = Models.testRows("logreg");
    CompiledModel model = ModelCompiler.create().compile(Models.demo("logreg"),
        CompileRequest.builder("logreg", data.without(test).rows()).build());
    assertThat(model.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertEncryptedEqualsClear(model, data.select(test).rows(), test.length);
  }

  @Test
  void aTreeCanBeHiddenToo() throws IOException {
    CsvData data = Models.calibration("iris-tree");
    CompiledModel model = ModelCompiler.create().compile(Models.fixture("iris-tree"),
        CompileRequest.builder("iris-tree", data.rows()).modelPrivacy(ModelPrivacy.HIDDEN).build());
    assertThat(model.circuit().bootstraps()).isPositive();
    assertThat(model.circuit().hiding()).isPresent();
    assertThat(model.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertEncryptedEqualsClear(model, data.rows(), 4);
  }

  @ParameterizedTest
  @CsvSource({"UNROLLED, -unrolled", "BLOCK_BINARY, -block3"})
  void keysOfAnotherFamilyAreUsedWhenAskedForAndGiveTheSameIntegers(KeyFamily family, String suffix)
      throws IOException {
    CsvData data = Models.calibration("iris-tree");
    CompiledModel model = ModelCompiler.create().compile(Models.fixture("iris-tree"),
        CompileRequest.builder("iris-tree", data.rows()).keys(family).build());
    assertThat(KeyFamily.of(model.client().parameters())).isEqualTo(family);
    assertThat(model.client().parameters().id()).endsWith(suffix);
    assertEncryptedEqualsClear(model, data.rows(), 8);
  }

  static void assertEncryptedEqualsClear(CompiledModel model, double[][] data, int rows) {
    EncryptedModel encrypted = new EncryptedModel(model);
    for (int i = 0; i < rows; i++) {
      double[] x = data[i * (data.length / rows)];
      byte[] query = encrypted.client().encrypt(x);
      byte[] answer = encrypted.answer(query);
      assertThat(encrypted.client().integers(query, answer)).isEqualTo(model.clearIntegers(x));
      assertThat(encrypted.client().decrypt(query, answer)).isEqualTo(model.clearPrediction(x));
    }
  }
}
