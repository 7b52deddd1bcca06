package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Parallelism;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.RowWorkers;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    Parameters p = model.client().parameters();
    ClientPolicy policy = ClientPolicy.DEFAULT.allowing(KeyFamily.of(p));
    try (SecretKey secret = SecretKey.generate(p, policy);
        Engine engine = EngineRegistry.discover().create("java", EngineOptions.allProcessors());
        RowWorkers workers = new RowWorkers(2)) {
      ModelClient client = new ModelClient(model.client(), secret, policy);
      CircuitExecutor executor = new CircuitExecutor(model.circuit(), workers);
      EngineKey key = model.client().keyParts().isEmpty() ? null
          : engine.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(client.evaluationKey(
              new KeyGenerator(Parallelism.NONE, policy), (done, total) -> { })), p));
      for (int i = 0; i < rows; i++) {
        double[] x = data[i * (data.length / rows)];
        byte[] query = client.encrypt(x);
        LweList answer = executor.run(PackedInputCodec.decode(ByteBuffer.wrap(query), model.circuit()), key,
            Cancellation.manual()).outputs();
        byte[] reply = EncryptedResultCodec.encode(p, answer, model.circuit().outputBits(),
            PackedInputCodec.binding(ByteBuffer.wrap(query)));
        assertThat(client.integers(query, reply)).isEqualTo(model.clearIntegers(x));
        assertThat(client.decrypt(query, reply)).isEqualTo(model.clearPrediction(x));
      }
    }
  }
}
