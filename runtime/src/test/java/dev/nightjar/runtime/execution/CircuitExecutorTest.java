package dev.nightjar.runtime.execution;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.engine.RecordingKey;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CircuitExecutorTest {
  private static TestCrypto flat;
  private static TestCrypto tall;
  private static RowWorkers workers;

  @BeforeAll
  static void start() {
    flat = new TestCrypto(TestCrypto.FLAT);
    tall = new TestCrypto(TestCrypto.TALL);
    workers = new RowWorkers(3);
  }

  @AfterAll
  static void stop() {
    workers.close();
    flat.close();
    tall.close();
  }

  private static CircuitExecutor.Run run(TestCrypto crypto, Circuit circuit, long[] plaintext) {
    return new CircuitExecutor(circuit, workers)
        .run(crypto.encrypt(plaintext), crypto.key(), Cancellation.manual());
  }

  private static void requireEncryptedEqualsClear(TestCrypto crypto, Circuit circuit, long[] plaintext) {
    long[] clear = ClearEvaluator.run(circuit, plaintext);
    long[] phases = crypto.phases(run(crypto, circuit, plaintext).outputs());
    assertThat(phases).hasSameSizeAs(clear);
    for (int i = 0; i < clear.length; i++) {
      assertThat(Math.abs(phases[i] - clear[i])).as("distance of output %d on the torus", i)
          .isLessThan(Circuits.DELTA / 64);
    }
  }

  private static long[] messages(int length, int bound, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, length).mapToLong(i -> random.nextInt(bound) * Circuits.DELTA).toArray();
  }

  @Test
  void everyCoefficientIsExtractedFromEveryCiphertext() {
    requireEveryCoefficient(flat, TestCrypto.FLAT);
  }

  @Test
  void everyCoefficientIsExtractedWithSeveralMaskPolynomials() {
    requireEveryCoefficient(tall, TestCrypto.TALL);
  }

  private static void requireEveryCoefficient(TestCrypto crypto, Parameters p) {
    int columns = 2 * p.polynomialSize();
    Node all = Circuits.extract(p, 2, IntStream.range(0, columns).toArray());
    Circuit circuit = new Circuit(p, 2, List.of(all), IntStream.range(0, columns).toArray(), 64);
    requireEncryptedEqualsClear(crypto, circuit, messages(columns, 16, 1));
  }

  @Test
  void weightedSumsOfCoefficientsWithConstantsEqualTheClearOnes() {
    Parameters p = TestCrypto.TALL;
    SparseMap.Builder map = SparseMap.builder(2 * p.polynomialSize());
    map.row(new int[] {0, 255, 256, 511}, new long[] {3, -1, 1, -7}, 5 * Circuits.DELTA);
    map.row(new int[0], new long[0], 2 * Circuits.DELTA);
    map.row(new int[] {17}, new long[] {1L << 20}, -Circuits.DELTA);
    SparseMap.Builder mix = SparseMap.builder(3);
    mix.row(new int[] {0, 1}, new long[] {-2, 3}, Circuits.DELTA);
    Circuit circuit = new Circuit(p, 2,
        List.of(new Node.Extract(map.build()), new Node.Linear(mix.build())), new int[] {3, 0, 1, 2, 3}, 64);
    requireEncryptedEqualsClear(tall, circuit, messages(2 * p.polynomialSize(), 16, 2));
  }

  @Test
  void twoLevelsOfLookUpsEqualTheClearOnes() {
    for (int round = 0; round < 8; round++) {
      requireEncryptedEqualsClear(flat, Circuits.twoLevels(TestCrypto.FLAT), messages(512, 2, round));
      requireEncryptedEqualsClear(tall, Circuits.twoLevels(TestCrypto.TALL), messages(256, 2, round));
    }
  }

  @Test
  void aLookUpWithSeveralOutputsEqualsTheClearOne() {
    Parameters p = TestCrypto.FLAT;
    long[][][] values = new long[2][2][8];
    for (int m = 0; m < 8; m++) {
      values[0][0][m] = m * Circuits.DELTA;
      values[0][1][m] = (7 - m) * Circuits.DELTA;
      values[1][0][m] = m * m % 8 * Circuits.DELTA;
      values[1][1][m] = -m * Circuits.DELTA;
    }
    Node read = Circuits.extract(p, 1, IntStream.range(0, 8).toArray());
    Node look = Circuits.lookup(LookupTables.of(p.polynomialSize(), values), IntStream.range(0, 8).toArray(),
        new int[] {0, 1, 0, 1, 0, 1, 0, 1});
    Circuit circuit = new Circuit(p, 1, List.of(read, look), IntStream.range(8, 24).toArray(), 64);
    requireEncryptedEqualsClear(flat, circuit, messages(512, 8, 3));
  }

  /** Memory of runs is used again: what one client's query left there is in no answer to another's. */
  @Test
  void anAnswerIsTheSameBehindOtherQueriesAsByItself() {
    Circuit circuit = Circuits.twoLevels(TestCrypto.FLAT);
    PackedInput input = flat.encrypt(messages(512, 2, 4));
    LweList alone = new CircuitExecutor(circuit, workers).run(input, flat.key(), Cancellation.manual()).outputs();
    CircuitExecutor used = new CircuitExecutor(circuit, workers);
    for (int round = 0; round < 3; round++) {
      used.run(flat.encrypt(messages(512, 2, round)), flat.key(), Cancellation.manual());
      assertThat(used.run(input, flat.key(), Cancellation.manual()).outputs()).isEqualTo(alone);
    }
  }

  @Test
  void theAnswerDoesNotDependOnTheNumberOfThreads() {
    Circuit circuit = Circuits.twoLevels(TestCrypto.FLAT);
    PackedInput input = flat.encrypt(messages(512, 2, 4));
    try (RowWorkers alone = new RowWorkers(1); RowWorkers many = new RowWorkers(8)) {
      var one = new CircuitExecutor(circuit, alone).run(input, flat.key(), Cancellation.manual());
      var eight = new CircuitExecutor(circuit, many).run(input, flat.key(), Cancellation.manual());
      assertThat(eight.outputs()).isEqualTo(one.outputs());
    }
  }

  @Test
  void eachLookUpNodeIsOneBatch() {
    RecordingKey key = new RecordingKey(TestCrypto.FLAT);
    var run = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers)
        .run(flat.encrypt(messages(512, 2, 5)), key, Cancellation.manual());
    assertThat(key.batches()).containsExactly(4, 3);
    assertThat(run.statistics().bootstraps()).isEqualTo(7);
    assertThat(run.statistics().lookupNanos()).isPositive();
    assertThat(run.statistics().nodeNanos()).hasSameSizeAs(Circuits.twoLevels(TestCrypto.FLAT).nodes())
        .allMatch(nanos -> nanos > 0);
    assertThat(run.statistics().nodeNanos().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(run.statistics().lookupNanos());
  }

  @Test
  void memoryStaysFlatInADeepCircuit() {
    Parameters p = TestCrypto.FLAT;
    List<Node> nodes = new ArrayList<>(List.of(Circuits.extract(p, 1, 0, 1)));
    for (int wires = 2; wires < 600; wires += 2) {
      SparseMap.Builder map = SparseMap.builder(wires);
      map.row(new int[] {wires - 2, wires - 1}, new long[] {1, 1}, 0);
      map.row(new int[] {wires - 1}, new long[] {1}, 0);
      nodes.add(new Node.Linear(map.build()));
    }
    Circuit circuit = new Circuit(p, 1, nodes, new int[] {598}, 64);
    assertThat(run(flat, circuit, messages(512, 2, 6)).statistics().peakWires()).isEqualTo(4);
    requireEncryptedEqualsClear(flat, circuit, messages(512, 2, 6));
  }

  @Test
  void rowsThatNobodyReadsAreNotComputed() {
    Parameters p = TestCrypto.FLAT;
    Circuit circuit = new Circuit(p, 1, List.of(Circuits.extract(p, 1, 0, 1, 2, 3)), new int[] {2}, 64);
    assertThat(run(flat, circuit, messages(512, 2, 7)).statistics().peakWires()).isEqualTo(1);
  }

  @Test
  void aCancelledRunStopsBeforeTheNextNode() {
    RecordingKey key = new RecordingKey(TestCrypto.FLAT);
    Cancellation cancellation = Cancellation.manual();
    key.duringBootstrap(cancellation::cancel);
    CircuitExecutor executor = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers);
    PackedInput input = flat.encrypt(messages(512, 2, 8));
    refusal(ErrorCode.CANCELLED, () -> executor.run(input, key, cancellation));
    assertThat(key.batches()).containsExactly(4);
  }

  @Test
  void aCircuitWithLookUpsNeedsAKey() {
    CircuitExecutor executor = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers);
    PackedInput input = flat.encrypt(messages(512, 2, 9));
    refusal(ErrorCode.KEY_REQUIRED, () -> executor.run(input, null, Cancellation.manual()));
  }

  @Test
  void aCircuitWithoutLookUpsNeedsNoKey() {
    Parameters p = TestCrypto.FLAT;
    Circuit circuit = new Circuit(p, 1, List.of(Circuits.extract(p, 1, 5)), new int[] {0}, 64);
    var run = new CircuitExecutor(circuit, workers)
        .run(flat.encrypt(messages(512, 2, 10)), null, Cancellation.manual());
    assertThat(run.outputs().count()).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherParameterSetIsRefused() {
    CircuitExecutor executor = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers);
    PackedInput input = flat.encrypt(messages(512, 2, 11));
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> executor.run(input, tall.key(), Cancellation.manual()));
  }

  @Test
  void aQueryOfAnotherParameterSetIsRefused() {
    CircuitExecutor executor = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers);
    PackedInput input = tall.encrypt(messages(256, 2, 12));
    refusal(ErrorCode.PARAMETER_MISMATCH, () -> executor.run(input, flat.key(), Cancellation.manual()));
  }

  @Test
  void aQueryWithTooManyCiphertextsIsRefused() {
    CircuitExecutor executor = new CircuitExecutor(Circuits.twoLevels(TestCrypto.FLAT), workers);
    PackedInput input = flat.encrypt(messages(1024, 2, 13));
    refusal(ErrorCode.SHAPE_MISMATCH, () -> executor.run(input, flat.key(), Cancellation.manual()));
  }
}
