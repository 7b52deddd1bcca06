package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.ClearEvaluator;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.crypto.PackedAnswer;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.RecordingKey;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.cost.StandIn;
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

  /** Two outputs are one wire, one is also read by a sum, and not all coefficients that are extracted are outputs. */
  @Test
  void coefficientsOfDiagramsTravelAsTheyAreWithTheMasksOfEachOnce() {
    Parameters p = ParameterCatalogue.levelledShallow();
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), 2);
    diagram.output(diagram.rotate(0, diagram.constant(1), 1));
    diagram.output(diagram.rotate(1, diagram.constant(2), 3));
    SparseMap.Builder sum = SparseMap.builder(8);
    sum.row(new int[] {5, 6}, new long[] {1, 2}, 7);
    List<Node> nodes = List.of(new Node.Expand(2), new Node.Evaluate(diagram.build(), new int[] {0, 1}),
        new Node.SampleExtract(new int[] {3, 2, 2, 3}, new int[] {9, 0, 2047, 0}), new Node.Linear(sum.build()));
    Circuit circuit = new Circuit(p, 1, nodes, new int[] {6, 4, 5, 6, 7}, 64);
    RecordingKey key = new RecordingKey(p);
    try (RowWorkers workers = new RowWorkers(2)) {
      CircuitExecutor.Run run = new CircuitExecutor(circuit, workers)
          .run(StandIn.query(p, 1, 0), key, Cancellation.manual());
      GlweList made = key.evaluations().get(0).outputs();
      assertThat(run.packed().orElseThrow().ciphertexts()).isEqualTo(2);
      int[][] outputs = {{0, 2047}, {1, 9}, {0, 0}, {0, 2047}, {1, 0}};
      for (int o = 0; o < outputs.length; o++) {
        long[] expected = new long[p.bigLweDimension() + 1];
        made.extract(outputs[o][0], outputs[o][1], expected, 0);
        assertThat(Arrays.copyOfRange(run.outputs().words(), run.outputs().offset(o),
            run.outputs().offset(o) + expected.length)).as("output %d", o).isEqualTo(expected);
      }
    }
  }

  /** Extracted wires that are summed, too, are there for the sum. */
  @Test
  void aSumOfExtractedCoefficientsHasThemAllTheSame() {
    Parameters p = ParameterCatalogue.levelledShallow();
    DiagramBuilder diagram = Diagram.builder(p.polynomialSize(), 1);
    diagram.output(diagram.rotate(0, diagram.constant(1), 1));
    SparseMap.Builder sum = SparseMap.builder(4);
    sum.row(new int[] {2, 3}, new long[] {1, 2}, 7);
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Expand(1),
        new Node.Evaluate(diagram.build(), new int[] {0}), new Node.SampleExtract(new int[] {1, 1}, new int[] {9, 0}),
        new Node.Linear(sum.build())), new int[] {4, 2}, 64);
    RecordingKey key = new RecordingKey(p);
    try (RowWorkers workers = new RowWorkers(2)) {
      CircuitExecutor.Run run = new CircuitExecutor(circuit, workers)
          .run(StandIn.query(p, 1, 0), key, Cancellation.manual());
      assertThat(run.packed()).isEmpty();
      GlweList made = key.evaluations().get(0).outputs();
      LweList outputs = run.outputs();
      int dimension = p.bigLweDimension();
      assertThat(outputs.words()[dimension]).isEqualTo(made.words()[dimension + 9] + 2 * made.words()[dimension] + 7);
      assertThat(outputs.words()[outputs.offset(1) + dimension]).isEqualTo(made.words()[dimension + 9]);
    }
  }
}
