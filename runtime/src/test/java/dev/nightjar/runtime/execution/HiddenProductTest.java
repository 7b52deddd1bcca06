package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs that share a mask and are hidden with a secret of several polynomials. */
class HiddenProductTest {
  private static final Parameters P = TestCrypto.FLAT;
  private static final int FEATURES = 8;
  private static final int OUTPUTS = 20;
  private static final StridedPacking PACKING = new StridedPacking(12, FEATURES);

  private static TestCrypto crypto;
  private static RowWorkers workers;

  @BeforeAll
  static void start() {
    crypto = new TestCrypto(P);
    workers = new RowWorkers(2);
  }

  @AfterAll
  static void stop() {
    crypto.close();
    workers.close();
  }

  private static Circuit open() {
    SplittableRandom random = new SplittableRandom(6);
    SparseMap.Builder map = SparseMap.builder(P.polynomialSize());
    for (int i = 0; i < OUTPUTS; i++) {
      map.row(IntStream.range(0, FEATURES).toArray(), random.longs(FEATURES, -64, 64).toArray(), random.nextLong());
    }
    return new Circuit(P, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, OUTPUTS).toArray(), 64);
  }

  private static Circuit hidden(AnswerHiding hiding) {
    return open().hidden(hiding).packed(PACKING);
  }

  private static PackedAnswer run(Circuit circuit, PackedInput query) {
    return new CircuitExecutor(circuit, workers).run(query, null, Cancellation.manual()).packed().orElseThrow();
  }

  private static PackedInput query(long[] plaintext, int rank) {
    return crypto.encryptWithZeros(plaintext, rank * P.glweDimension());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "5, 0", "1, 10", "2, 8"})
  void theOutputsAreThoseOfTheClearCircuit(int rank, int secretLog2) {
    long[] plaintext = Arrays.copyOf(new SplittableRandom(rank).longs(FEATURES).toArray(), P.polynomialSize());
    long[] expected = ClearEvaluator.run(open(), plaintext);
    PackedAnswer answer = run(hidden(hiding(P.glweNoise(), new TUniform(24), rank, secretLog2)),
        query(plaintext, rank));
    assertThat(answer.ciphertexts()).isEqualTo(2);
    long[] phases = crypto.phases(answer.extract());
    for (int i = 0; i < OUTPUTS; i++) {
      assertThat(Math.abs(phases[i] - expected[i])).isLessThan(1L << 34);
    }
  }

  /** Of a secret of coefficients up to a power of two, or a ternary one for 0. */
  private static AnswerHiding hiding(TUniform maskNoise, TUniform flood, int rank, int secretLog2) {
    return new AnswerHiding(maskNoise, flood, rank,
        secretLog2 == 0 ? Optional.empty() : Optional.of(new TUniform(secretLog2)));
  }

  /**
   * In words as they are, and in words of an answer with few bits, where rounding is what most of the noise comes from.
   */
  @ParameterizedTest
  @CsvSource({"1, 0, 64", "3, 0, 64", "2, 8, 64", "2, 8, 27", "1, 4, 21"})
  void theNoiseIsThatOfTheFormulaNoMoreAndNoLess(int rank, int secretLog2, int wordBits) {
    AnswerHiding hiding = hiding(new TUniform(20), new TUniform(28), rank, secretLog2);
    Circuit circuit = hidden(hiding);
    long[] plaintext = new long[P.polynomialSize()];
    long[] expected = ClearEvaluator.run(open(), plaintext);
    SparseMap map = ((Node.Extract) circuit.nodes().get(0)).map();
    double[] weights = new double[2];
    for (int r = 0; r < OUTPUTS; r++) {
      for (int t = map.start(r); t < map.start(r + 1); t++) {
        weights[r / 12] += (double) map.weight(t) * map.weight(t);
      }
    }
    int runs = 60;
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      long[] phases = crypto.phases(sent(run(circuit, query(plaintext, rank)), wordBits).extract());
      for (int i = 0; i < OUTPUTS; i++) {
        double noise = Math.scalb((double) (phases[i] - expected[i]), -64);
        sum += noise * noise / (weights[i / 12] * P.glweNoise().variance() + hiding.variance(P, 0)
            + hiding.floodVariance() + NoiseModel.replyRoundingVariance(P, wordBits));
      }
    }
    assertThat(sum / (runs * OUTPUTS)).isCloseTo(1, within(0.2));
  }

  /** What a client gets of an answer in words of so many bits. */
  private static PackedAnswer sent(PackedAnswer answer, int wordBits) {
    byte[] bytes = EncryptedResultCodec.encode(answer, wordBits, new AnswerBinding(Digest128.of(new byte[0]),
        Digest128.of(new byte[0])));
    return EncryptedResultCodec.decodePacked(ByteBuffer.wrap(bytes), P);
  }

  @Test
  void everyWordIsNewWithEveryAnswerAndNoTwoMasksShareTheirSecret() {
    AnswerHiding hiding = new AnswerHiding(new TUniform(12), new TUniform(30), 2);
    PackedInput query = query(new long[P.polynomialSize()], 2);
    PackedAnswer one = run(hidden(hiding), query);
    PackedAnswer other = run(hidden(hiding), query);
    PackedAnswer without = run(open().packed(PACKING), crypto.encrypt(new long[P.polynomialSize()]));
    assertThat(IntStream.range(0, one.masks().length).filter(w -> one.masks()[w] == other.masks()[w])).isEmpty();
    assertThat(IntStream.range(0, OUTPUTS).filter(w -> one.bodies()[w] == other.bodies()[w])).isEmpty();
    assertThat(without.masks()).hasSameSizeAs(one.masks());
    int kn = P.bigLweDimension();
    PackedAnswer clear = run(open().packed(PACKING), withoutZeros(query));
    long near = IntStream.range(0, kn).filter(w -> Math.abs(one.masks()[w] - one.masks()[kn + w]
        - (clear.masks()[w] - clear.masks()[kn + w])) < 1L << 40).count();
    assertThat(near).isLessThan(3);
  }

  private static PackedInput withoutZeros(PackedInput query) {
    return new PackedInput(P, query.seed(), Arrays.copyOf(query.bodies(), P.polynomialSize()));
  }

  /**
   * A client that sends a constant for the body of an encryption of zero reads coefficients of the server's secret in
   * the bodies, as many bits as there are: that is what the bound of a packed answer takes off its mask.
   */
  @Test
  void dishonestBodiesReadOfTheSecretWhatTheBoundCounts() {
    AnswerHiding hiding = new AnswerHiding(P.glweNoise(), new TUniform(24), 2);
    long[] bodies = new long[3 * P.polynomialSize()];
    bodies[P.polynomialSize()] = 1L << 40;
    byte[] seed = new byte[16];
    PackedAnswer answer = run(hidden(hiding), new PackedInput(P, seed, bodies, 2));
    PackedAnswer clear = run(open().packed(PACKING),
        new PackedInput(P, seed, Arrays.copyOf(bodies, P.polynomialSize())));
    for (int i = 0; i < OUTPUTS; i++) {
      long read = answer.bodies()[i] - clear.bodies()[i] + (1L << 39) >> 40;
      assertThat(read).isBetween(-1L, 1L);
    }
    assertThat(hiding.bodyBits()).isGreaterThan(Math.log(3) / Math.log(2));
  }
}
