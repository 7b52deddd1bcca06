package dev.nightjar.runtime.execution;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HiddenAnswerTest {
  private static final int OUTPUTS = 64;
  private static final AnswerHiding WIDE = new AnswerHiding(new TUniform(12), new TUniform(30));

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

  /** Output i is coefficient i, as it is. */
  private static Circuit circuit(Parameters p, Optional<AnswerHiding> hiding) {
    int[] outputs = IntStream.range(0, OUTPUTS).toArray();
    Node read = Circuits.extract(p, 1, outputs);
    return new Circuit(p, 1, List.of(read), outputs, 64, hiding);
  }

  private static LweList run(Circuit circuit, PackedInput query) {
    return new CircuitExecutor(circuit, workers).run(query, null, Cancellation.manual()).outputs();
  }

  private static TestCrypto crypto(Parameters p) {
    return p == TestCrypto.FLAT ? flat : tall;
  }

  /** Both sets; noise of the mask that drowns the rest, that does not, and a flood that drowns both. */
  static Stream<Arguments> noises() {
    return Stream.of(TestCrypto.FLAT, TestCrypto.TALL).flatMap(p -> Stream.of(
        Arguments.of(p, new AnswerHiding(new TUniform(20), new TUniform(0))),
        Arguments.of(p, new AnswerHiding(p.glweNoise(), new TUniform(0))),
        Arguments.of(p, new AnswerHiding(p.glweNoise(), new TUniform(24)))));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void thePhasesHaveThePredictedVarianceAndNoMoreAndNoLess(Parameters p, AnswerHiding hiding) {
    Circuit circuit = circuit(p, Optional.of(hiding));
    int runs = 32;
    double sum = 0;
    for (int r = 0; r < runs; r++) {
      long[] phases = crypto(p).phases(run(circuit, crypto(p).encryptWithZeros(new long[p.polynomialSize()])));
      sum += Arrays.stream(phases).mapToDouble(v -> Math.scalb((double) v, -64)).map(v -> v * v).sum();
    }
    double expected = p.glweNoise().variance() + hiding.variance(p, 0) + hiding.floodVariance();
    // 2048 samples: a standard deviation of 3 percent; the key's weight differs from its mean by as much again.
    assertThat(sum / (runs * OUTPUTS) / expected).isCloseTo(1, within(0.18));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void theMessageIsThatOfTheOpenAnswer(Parameters p, AnswerHiding hiding) {
    long[] plaintext = IntStream.range(0, p.polynomialSize()).mapToLong(i -> (i % 16) * Circuits.DELTA).toArray();
    long[] phases = crypto(p).phases(run(circuit(p, Optional.of(hiding)), crypto(p).encryptWithZeros(plaintext)));
    for (int i = 0; i < OUTPUTS; i++) {
      assertThat(Math.abs(phases[i] - plaintext[i])).isLessThan(Circuits.DELTA / 64);
    }
  }

  @Test
  void twoAnswersToTheSameQueryDifferInEveryWord() {
    for (Parameters p : List.of(TestCrypto.FLAT, TestCrypto.TALL)) {
      PackedInput query = crypto(p).encryptWithZeros(new long[p.polynomialSize()]);
      Circuit hidden = circuit(p, Optional.of(WIDE));
      long[] one = run(hidden, query).words();
      long[] other = run(hidden, query).words();
      for (int w = 0; w < one.length; w++) {
        assertThat(one[w]).as("word %d", w).isNotEqualTo(other[w]);
      }
      Circuit open = circuit(p, Optional.empty());
      assertThat(run(open, query)).isEqualTo(run(open, query));
    }
  }

  /** Were the randomness of two outputs shared, the difference of their masks would be that of the open ones. */
  @Test
  void noTwoOutputsShareTheirRandomness() {
    for (Parameters p : List.of(TestCrypto.FLAT, TestCrypto.TALL)) {
      PackedInput query = crypto(p).encryptWithZeros(new long[p.polynomialSize()]);
      LweList open = run(circuit(p, Optional.empty()), query);
      LweList hidden = run(circuit(p, Optional.of(WIDE)), query);
      for (int i = 0; i < OUTPUTS; i++) {
        for (int j = 0; j < i; j++) {
          int equal = 0;
          for (int w = 0; w < p.bigLweDimension(); w++) {
            long difference = hidden.words()[hidden.offset(i) + w] - hidden.words()[hidden.offset(j) + w];
            long without = open.words()[open.offset(i) + w] - open.words()[open.offset(j) + w];
            // Shared up to fresh noise would be shared, too.
            equal += Math.abs(difference - without) < 1L << 40 ? 1 : 0;
          }
          assertThat(equal).as("words of outputs %d and %d", i, j).isLessThan(3);
        }
      }
    }
  }

  @Test
  void aWireThatLeavesTwiceIsHiddenTwice() {
    Parameters p = TestCrypto.FLAT;
    Circuit circuit = new Circuit(p, 1, List.of(Circuits.extract(p, 1, 5)), new int[] {0, 0}, 64, Optional.of(WIDE));
    LweList answer = run(circuit, crypto(p).encryptWithZeros(new long[p.polynomialSize()]));
    for (int w = 0; w < answer.stride(); w++) {
      assertThat(answer.words()[answer.offset(0) + w]).isNotEqualTo(answer.words()[answer.offset(1) + w]);
    }
  }

  @Test
  void aQueryWithoutEncryptionsOfZeroIsRefused() {
    Parameters p = TestCrypto.TALL;
    CircuitExecutor executor = new CircuitExecutor(circuit(p, Optional.of(WIDE)), workers);
    PackedInput query = tall.encrypt(new long[p.polynomialSize()]);
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> executor.run(query, null, Cancellation.manual())))
        .contains("0 encryptions of zero", "hidden with 3");
  }

  /** Masks are expanded here; only bodies are the client's. Whatever they are, they change no word of a mask. */
  @Test
  void theBodiesOfAClientsZerosDoNotReachTheMasks() {
    Parameters p = TestCrypto.FLAT;
    AnswerHider hider = new AnswerHider(circuit(p, Optional.of(WIDE)));
    int n = p.polynomialSize();
    long[] zeroMasks = new long[2 * n];
    System.arraycopy(new SplittableRandom(3).longs(n).toArray(), 0, zeroMasks, n, n);
    long[] output = new long[n + 1];
    try (AnswerHider.OneAnswer answer = hider.begin(zeroMasks, 0)) {
      answer.hide(0, output, 0);
    }
    // With masks of zero, what is left of a mask is its noise.
    assertThat(Arrays.stream(output, 0, n)).allMatch(word -> Math.abs(word) <= 1L << 12).anyMatch(word -> word != 0);
    assertThat(Math.abs(output[n])).isGreaterThan(1L << 40);
  }
}
