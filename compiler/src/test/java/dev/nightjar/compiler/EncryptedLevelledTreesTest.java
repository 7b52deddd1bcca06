package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Strategy;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees as decision diagrams, run on ciphertexts. */
class EncryptedLevelledTreesTest {
  @ParameterizedTest
  @CsvSource({"iris-tree, levelled-bits", "iris-tree, levelled-comparisons", "width-tree, levelled-rank",
      "iris-forest, levelled-bits", "width-forest, levelled-comparisons", "synthetic-boosting, levelled-bits"})
  void encryptedFixturesGiveTheIntegersOfTheClearRun(String name, String strategy) throws IOException {
    CsvData data = Models.calibration(name);
    CompiledModel model = ModelCompiler.create().compile(Models.fixture(name),
        CompileRequest.builder(name, data.rows()).strategy(strategy).build());
    assertThat(model.strategy()).isEqualTo(strategy);
    assertThat(model.circuit().keyParts()).isEqualTo(KeyPart.FOR_LEVELLED);
    EncryptedTreeTest.assertEncryptedEqualsClear(model, data.rows(), 6);
  }

  @ParameterizedTest
  @CsvSource({"-64, 4", "-128, 2"})
  void theEncryptedSpamTreeGivesTheIntegersOfTheClearRun(int failureLog2, int rows) throws IOException {
    CsvData data = Models.data("spam-tree");
    int[] test = Models.testRows("spam-tree");
    CompiledModel model = ModelCompiler.create().compile(Models.demo("spam-tree"),
        CompileRequest.builder("spam-tree", data.without(test).rows()).strategy(Strategy.LEVELLED_BITS)
            .failureLog2(failureLog2).build());
    assertThat(model.failure().failureLog2()).isLessThanOrEqualTo(failureLog2);
    EncryptedTreeTest.assertEncryptedEqualsClear(model, data.select(test).rows(), rows);
  }

  @Test
  void encryptedFernsGiveTheIntegersOfTheClearRun() throws IOException {
    CsvData data = CsvData.readLabelLast(Models.FOLDER.resolve("digits").resolve("digits.csv.gz"));
    int[] test = CsvData.readIndices(Models.FOLDER.resolve("digits").resolve("test-indices.txt"));
    CompiledModel model = ModelCompiler.create().compile(Models.demo("digits"),
        CompileRequest.builder("digits", data.without(test).rows()).strategy(Strategy.FERNS).build());
    EncryptedTreeTest.assertEncryptedEqualsClear(model, data.select(test).rows(), 3);
  }
}
