package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model whose answers are packed, from query to integers. */
class PackedModelTest {
  private static final int SCORES = 40;
  private static final CompiledModel SUM = TestModels.sum("sum");
  private static final CompiledModel PACKED = packed();

  private static SecretKey key;
  private static NightjarRuntime runtime;

  /** Score i is the first feature and i times the second one, in the units of the model with one sum. */
  private static CompiledModel packed() {
    ClientSpec one = SUM.client();
    ResultSpec result = one.results().get(0);
    SparseMap.Builder map = SparseMap.builder(one.parameters().polynomialSize());
    for (int i = 0; i < SCORES; i++) {
      map.row(new int[] {0, 1}, new long[] {1, i % 3}, 0);
    }
    ClientSpec client = new ClientSpec("packed", one.kind(), one.parameters(), one.keyParts(), one.quantizers(),
        one.layout(), IntStream.range(0, SCORES).mapToObj(i ->
            new ResultSpec(result.deltaLog2(), result.signed(), i, 1)).toList(), new double[SCORES],
        Task.regression());
    return new CompiledModel(client, new Circuit(one.parameters(), 1, List.of(new Node.Extract(map.build())),
        IntStream.range(0, SCORES).toArray(), 32).packed(new StridedPacking(16, 2)), Collections.emptyList());
  }

  @BeforeAll
  static void start() {
    key = SecretKey.generate(ParameterCatalogue.linear());
    runtime = NightjarRuntime.builder().model(ServerBundle.of(PACKED, new byte[0])).build();
  }

  @AfterAll
  static void stop() {
    runtime.close();
    key.close();
  }

  @Test
  void itsAnswersAreThoseOfTheClearModelInAFractionOfTheBytes() {
    ModelClient client = new ModelClient(PACKED.client(), key);
    for (double x = 0; x < 8; x++) {
      double[] row = {x, 7 - x};
      byte[] query = client.encrypt(row);
      byte[] answer = runtime.infer("packed", query).content();
      assertThat(EncryptedResultCodec.isPacked(ByteBuffer.wrap(answer))).isTrue();
      assertThat(answer).hasSize((int) runtime.model("packed").answerBytes()).hasSizeLessThan(4 * 8300);
      assertThat(client.integers(query, answer)).isEqualTo(PACKED.clearIntegers(row));
    }
  }

  @Test
  void aQueryOfVersionOneIsAnsweredInVersionOne() {
    ModelClient client = new ModelClient(PACKED.client(), key);
    double[] row = {3, 2};
    byte[] query = client.encryptUnbound(row);
    byte[] answer = runtime.infer("packed", query).content();
    assertThat(answer[4]).isEqualTo((byte) 1);
    assertThat(client.integers(query, answer)).isEqualTo(PACKED.clearIntegers(row));
  }

  @Test
  void anAnswerToAnotherQueryOrOfAnotherLengthIsRefused() {
    ModelClient client = new ModelClient(PACKED.client(), key);
    byte[] query = client.encrypt(new double[] {1, 2});
    byte[] answer = runtime.infer("packed", query).content();
    refusal(ErrorCode.ANSWER_MISMATCH, () -> client.integers(client.encrypt(new double[] {1, 2}), answer));
    ModelClient other = new ModelClient(SUM.client(), key);
    refusal(ErrorCode.MODEL_MISMATCH, () -> other.integers(other.encrypt(new double[] {1, 2}), answer));
  }
}
