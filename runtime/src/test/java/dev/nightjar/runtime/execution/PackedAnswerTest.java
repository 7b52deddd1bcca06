package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs that share masks. */
class PackedAnswerTest {
  private final SplittableRandom random = new SplittableRandom(3);

  /** Sums of the first coefficients of a query, with weights of up to 8 bits. */
  private Circuit circuit(Parameters p, int features, int outputs) {
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    for (int i = 0; i < outputs; i++) {
      map.row(IntStream.range(0, features).toArray(), random.longs(features, -128, 128).toArray(), random.nextLong());
    }
    return new Circuit(p, 1, List.of(new Node.Extract(map.build())), IntStream.range(0, outputs).toArray(), 64);
  }

  @ParameterizedTest
  @CsvSource({"20, 100, 12, 20", "1, 3, 256, 1", "16, 33, 7, 30", "100, 5, 2, 128", "37, 6, 6, 37"})
  void theOutputsAreThoseOfTheClearCircuit(int features, int outputs, int most, int stride) {
    for (Parameters p : List.of(TestCrypto.FLAT, TestCrypto.TALL)) {
      Circuit open = circuit(p, features, outputs);
      Circuit packed = open.packed(new StridedPacking(most, stride));
      long[] plaintext = Arrays.copyOf(random.longs(features).toArray(), p.polynomialSize());
      long[] expected = ClearEvaluator.run(open, plaintext);
      try (TestCrypto crypto = new TestCrypto(p); RowWorkers workers = new RowWorkers(3)) {
        CircuitExecutor.Run run = new CircuitExecutor(packed, workers)
            .run(crypto.encrypt(plaintext), null, Cancellation.manual());
        PackedAnswer answer = run.packed().orElseThrow();
        assertThat(answer.bodies()).hasSize(outputs);
        assertThat(answer.masks()).hasSize((outputs + most - 1) / most * p.bigLweDimension());
        long[] phases = crypto.phases(run.outputs());
        for (int i = 0; i < outputs; i++) {
          assertThat(Math.abs(phases[i] - expected[i])).isLessThan(1L << 32);
        }
      }
    }
  }

  @Test
  void theNoiseIsThatOfAllWeightsOfTheCiphertextNoMoreAndNoLess() {
    Parameters p = TestCrypto.FLAT;
    int outputs = 32;
    Circuit open = circuit(p, 16, outputs);
    Circuit packed = open.packed(new StridedPacking(outputs, 16));
    SparseMap map = ((Node.Extract) open.nodes().get(0)).map();
    double weights = IntStream.range(0, map.terms()).mapToDouble(t -> (double) map.weight(t) * map.weight(t)).sum();
    long[] plaintext = new long[p.polynomialSize()];
    long[] expected = ClearEvaluator.run(open, plaintext);
    double sum = 0;
    int runs = 40;
    try (TestCrypto crypto = new TestCrypto(p); RowWorkers workers = new RowWorkers(2)) {
      CircuitExecutor executor = new CircuitExecutor(packed, workers);
      for (int r = 0; r < runs; r++) {
        long[] phases = crypto.phases(executor.run(crypto.encrypt(plaintext), null, Cancellation.manual()).outputs());
        sum += IntStream.range(0, outputs).mapToDouble(i -> Math.scalb((double) (phases[i] - expected[i]), -64))
            .map(e -> e * e).sum();
      }
    }
    // 1280 samples of weakly dependent noise: a standard deviation of about 5 percent.
    assertThat(sum / (runs * outputs) / (weights * p.glweNoise().variance())).isCloseTo(1, within(0.25));
  }

  /** Coefficients that were not asked for would be equations in the weights of neighbouring outputs. */
  @Test
  void noCoefficientTravelsThatIsNoOutput() {
    Parameters p = TestCrypto.FLAT;
    Circuit packed = circuit(p, 16, 5).packed(new StridedPacking(32, 16));
    try (TestCrypto crypto = new TestCrypto(p); RowWorkers workers = new RowWorkers(1)) {
      PackedAnswer answer = new CircuitExecutor(packed, workers)
          .run(crypto.encrypt(new long[p.polynomialSize()]), null, Cancellation.manual()).packed().orElseThrow();
      assertThat(answer.ciphertexts()).isEqualTo(1);
      assertThat(answer.masks().length + answer.bodies().length).isEqualTo(p.bigLweDimension() + 5);
      assertThat(Arrays.stream(answer.bodies()).distinct().count()).isEqualTo(5);
    }
  }
}
