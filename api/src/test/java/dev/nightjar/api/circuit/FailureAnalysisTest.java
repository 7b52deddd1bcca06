package dev.nightjar.api.circuit;

import static dev.nightjar.api.params.NoiseModel.bootstrapVarianceBound;
import static dev.nightjar.api.params.NoiseModel.failureLog2OfDecision;
import static dev.nightjar.api.params.NoiseModel.freshVariance;
import static dev.nightjar.api.params.NoiseModel.keyswitchVariance;
import static dev.nightjar.api.params.NoiseModel.log2Sum;
import static dev.nightjar.api.params.NoiseModel.modulusSwitchVariance;
import static dev.nightjar.api.params.NoiseModel.replyRoundingVariance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FailureAnalysisTest {
  private static final Parameters P = TestObjects.secure();
  private static final Offset<Double> CLOSE = within(1e-9);

  private static SparseMap map(int columns, int[] column, long... weight) {
    return new SparseMap(columns, new int[] {0, column.length}, column, weight, new long[1]);
  }

  private static Node lookup(int wire, double margin, int outputs) {
    return new Node.Lookup(new int[] {wire}, new int[] {0}, new double[] {margin},
        LookupTables.of(512, new long[1][outputs][1]));
  }

  private static FailureAnalysis analyse(List<Node> nodes, int bits, double margin, int... outputs) {
    double[] margins = new double[outputs.length];
    Arrays.fill(margins, margin);
    return FailureAnalysis.of(new Circuit(P, 1, nodes, outputs, bits), margins);
  }

  @Test
  void aLinearOutputHasTheSumOfSquaresAndTheRounding() {
    double variance = (9 + 25 + 49) * freshVariance(P) + replyRoundingVariance(P, 32);
    double margin = 20 * Math.sqrt(variance);
    FailureAnalysis found = FailureAnalysis.of(TestObjects.linearCircuit(), new double[] {margin});
    double expected = failureLog2OfDecision(margin, variance);
    // erfc(20 / sqrt 2) = 5.5e-89.
    assertThat(expected).isBetween(-293.2, -293.1);
    assertThat(found.failureLog2()).isCloseTo(expected, CLOSE);
    assertThat(found.worstOutputFailureLog2()).isCloseTo(expected, CLOSE);
    assertThat(found.worstLookupFailureLog2()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aLookUpAddsKeyswitchAndModulusSwitchAndItsOutputStartsAfresh() {
    double in = 4 * freshVariance(P) + keyswitchVariance(P) + modulusSwitchVariance(P, 0);
    double decision = failureLog2OfDecision(0.125, in);
    double output = failureLog2OfDecision(1e-3, 9 * bootstrapVarianceBound(P));
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 2)), lookup(0, 0.125, 1),
        new Node.Linear(map(2, new int[] {1}, 3))), 64, 1e-3, 2);
    assertThat(found.worstLookupFailureLog2()).isCloseTo(decision, CLOSE);
    assertThat(found.worstOutputFailureLog2()).isCloseTo(output, CLOSE);
    assertThat(found.failureLog2()).isCloseTo(log2Sum(decision, output), CLOSE);
  }

  @Test
  void severalOutputsOfOneLookUpCoarsenItsModulusSwitch() {
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1)), lookup(0, 0.125, 4)), 64,
        0.25, 1, 4);
    double in = freshVariance(P) + keyswitchVariance(P) + modulusSwitchVariance(P, 2);
    assertThat(found.worstLookupFailureLog2()).isCloseTo(failureLog2OfDecision(0.125, in), CLOSE);
  }

  @Test
  void everyLookUpAndEveryOutputCounts() {
    Node two = new Node.Lookup(new int[] {0, 0}, new int[2], new double[] {0.01, 0.02},
        LookupTables.of(512, new long[1][1][1]));
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1)), two), 64, 1e-4, 1, 2);
    double in = freshVariance(P) + keyswitchVariance(P) + modulusSwitchVariance(P, 0);
    double a = failureLog2OfDecision(0.01, in);
    double b = failureLog2OfDecision(0.02, in);
    double out = failureLog2OfDecision(1e-4, bootstrapVarianceBound(P));
    assertThat(found.worstLookupFailureLog2()).isEqualTo(a, CLOSE);
    assertThat(found.failureLog2()).isCloseTo(Math.min(0, log2Sum(a, b, out, out)), CLOSE);
  }

  /** (x0 + x1) + 2 (x1 - x2) = x0 + 3 x1 - 2 x2: 1 + 9 + 4 = 14, where independent wires would give 2 + 8 = 10. */
  @Test
  void wiresThatShareACoefficientAreNotTakenAsIndependent() {
    SparseMap extract = new SparseMap(512, new int[] {0, 2, 4}, new int[] {0, 1, 1, 2}, new long[] {1, 1, 1, -1},
        new long[2]);
    FailureAnalysis found = analyse(List.of(new Node.Extract(extract),
        new Node.Linear(map(2, new int[] {0, 1}, 1, 2))), 64, 1e-11, 2);
    assertThat(found.worstOutputFailureLog2()).isCloseTo(failureLog2OfDecision(1e-11, 14 * freshVariance(P)), CLOSE);
  }

  @Test
  void noiseThatCancelsIsNotCounted() {
    Node extract = new Node.Extract(new SparseMap(512, new int[] {0, 1, 3}, new int[] {5, 5, 6},
        new long[] {1, 1, 1}, new long[2]));
    Node difference = new Node.Linear(map(2, new int[] {0, 1}, -1, 1));
    FailureAnalysis found = analyse(List.of(extract, difference), 64, 1e-11, 2);
    assertThat(found.worstOutputFailureLog2()).isCloseTo(failureLog2OfDecision(1e-11, freshVariance(P)), CLOSE);
  }

  /** (y + x) + y with y bootstrapped and x fresh, through two linear nodes. */
  @Test
  void wiresThatShareALookUpAreNotTakenAsIndependent() {
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1)), lookup(0, 0.25, 1),
        new Node.Linear(map(2, new int[] {0, 1}, 1, 1)), new Node.Linear(map(3, new int[] {1, 2}, 1, 1))), 64, 1e-4, 3);
    assertThat(found.worstOutputFailureLog2())
        .isCloseTo(failureLog2OfDecision(1e-4, freshVariance(P) + 4 * bootstrapVarianceBound(P)), CLOSE);
  }

  /** 5,000 rows of 4,096 shared terms are more than the analysis follows exactly. */
  @Test
  void aCircuitTooLargeToFollowIsBoundedFromAbove() {
    int width = 4096;
    int rows = 5000;
    SparseMap.Builder many = SparseMap.builder(512);
    for (int i = 0; i < width; i++) {
      many.row(new int[] {i % 512}, new long[] {1}, 0);
    }
    int[] all = IntStream.range(0, width).toArray();
    long[] ones = new long[width];
    Arrays.fill(ones, 1);
    SparseMap.Builder dense = SparseMap.builder(width);
    for (int r = 0; r < rows; r++) {
      dense.row(all, ones, 0);
    }
    WireNoise noise = new WireNoise(new Circuit(P, 1,
        List.of(new Node.Extract(many.build()), new Node.Linear(dense.build())), new int[] {width}, 64),
        WireType::parameters);
    double exact = 512 * 64 * freshVariance(P);
    double bound = (double) width * width * freshVariance(P);
    assertThat(noise.variance(width)).isCloseTo(exact, within(exact * 1e-9));
    assertThat(noise.variance(width + rows - 1)).isCloseTo(bound, within(bound * 1e-9)).isGreaterThan(exact);
  }

  @Test
  void aProbabilityIsAtMostOne() {
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1))), 16, 0, 0, 0, 0);
    assertThat(found.failureLog2()).isZero();
  }

  @Test
  void anotherNumberOfMarginsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailureAnalysis.of(TestObjects.linearCircuit(), new double[2]))
        .withMessageContaining("1 outputs have 2 margins");
  }
}
