package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that wants the weights, and uses nothing but its own query and the answer's bytes. */
class WeightRecoveryTest {
  private static final Parameters P = ParameterCatalogue.linear();
  private static final long[] WEIGHTS = {2047, -1311, 4, 977, -58, -1999};
  private static final int DELTA_LOG2 = 40;

  /** As many equations as suffice. */
  private static final int EQUATIONS = 4;

  private static CompiledModel open() {
    int n = P.polynomialSize();
    SparseMap.Builder map = SparseMap.builder(n);
    map.row(IntStream.range(0, WEIGHTS.length).toArray(), WEIGHTS, 0);
    FeatureQuantizer byteWide = new FeatureQuantizer.Uniform(0, 1, 256);
    ClientSpec client = new ClientSpec("secret", "linear", P, Set.of(),
        Collections.nCopies(WEIGHTS.length, byteWide),
        new InputLayout.Integers(DELTA_LOG2, IntStream.range(0, WEIGHTS.length).toArray()),
        List.of(new ResultSpec(DELTA_LOG2, true, 0, 1)), new double[1], Task.regression());
    return new CompiledModel(client, new Circuit(P, 1, List.of(new Node.Extract(map.build())), new int[] {0}, 32),
        List.of());
  }

  private static Optional<long[]> attack(CompiledModel model, int equations) {
    Circuit circuit = model.circuit();
    try (SecretKey key = SecretKey.generate(P); RowWorkers workers = new RowWorkers(1)) {
      byte[] query = new ModelClient(model.client(), key).encrypt(new double[WEIGHTS.length]);
      PackedInput input = PackedInputCodec.decode(ByteBuffer.wrap(query), P, 1, circuit.zeros());
      LweList outputs = new CircuitExecutor(circuit, workers).run(input, null, Cancellation.manual()).outputs();
      byte[] answer = EncryptedResultCodec.encode(P, outputs, circuit.outputBits());
      LweList seen = EncryptedResultCodec.decode(ByteBuffer.wrap(answer), P);
      int n = P.polynomialSize();
      return WeightRecovery.run(Arrays.copyOf(input.expand(), n), Arrays.copyOf(seen.words(), n), WEIGHTS.length,
          equations);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {EQUATIONS, 10 * EQUATIONS})
  void oneOpenAnswerGivesAllWeightsAway(int equations) {
    assertThat(attack(open(), equations)).hasValueSatisfying(found -> assertThat(found).containsExactly(WEIGHTS));
  }

  @ParameterizedTest
  @ValueSource(ints = {EQUATIONS, 10 * EQUATIONS})
  void aHiddenAnswerDoesNotEvenWithTenTimesTheEquations(int equations) {
    CompiledModel hidden = open().hidden(-64).orElseThrow();
    assertThat(hidden.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(hidden.circuit().outputBits()).isEqualTo(open().circuit().outputBits());
    assertThat(attack(hidden, equations)).satisfiesAnyOf(
        found -> assertThat(found).isEmpty(),
        found -> assertThat(found.orElseThrow()).isNotEqualTo(WEIGHTS));
  }
}
