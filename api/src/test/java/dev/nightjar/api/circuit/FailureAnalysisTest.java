package dev.nightjar.api.circuit;

import static dev.nightjar.api.params.NoiseModel.bootstrapCovarianceBound;
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

  /** (3, -2, 1, 0) over four outputs of one look-up: 14 V + (6² - 14) C, whatever the signs. */
  @Test
  void outputsOfOneLookupShareWhatTheDecompositionCutsOff() {
    Node sum = new Node.Linear(map(5, new int[] {1, 2, 3}, 3, -2, 1));
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1)), lookup(0, 0.25, 4), sum), 64,
        1e-2, 5);
    double variance = 14 * bootstrapVarianceBound(P) + 22 * bootstrapCovarianceBound(P);
    assertThat(bootstrapCovarianceBound(P)).isBetween(0.15 * bootstrapVarianceBound(P), bootstrapVarianceBound(P));
    assertThat(found.worstOutputFailureLog2()).isCloseTo(failureLog2OfDecision(1e-2, variance), CLOSE);
  }

  /** What was published before: the same sum as if its outputs were independent. */
  @Test
  void theBoundOfASumOverOneLookupIsLargerThanThatOfIndependentOutputs() {
    Node sum = new Node.Linear(map(5, new int[] {1, 2, 3, 4}, 1, 1, 1, 1));
    double margin = 10 * Math.sqrt(4 * bootstrapVarianceBound(P));
    FailureAnalysis found = analyse(List.of(new Node.Extract(map(512, new int[] {0}, 1)), lookup(0, 0.25, 4), sum), 64,
        margin, 5);
    double independent = failureLog2OfDecision(margin, 4 * bootstrapVarianceBound(P));
    assertThat(found.worstOutputFailureLog2()).isGreaterThan(independent + 25);
  }

  /** Variance, in bootstraps, of the difference of two look-ups by tables of one box or more. */
  private static double ofTwo(long shift, long[] first, long[] second) {
    SparseMap inputs = new SparseMap(512, new int[] {0, 2, 4}, new int[] {0, 1, 1, 0}, new long[] {1, 5, 5, 1},
        new long[] {0, shift});
    Node lookups = new Node.Lookup(new int[] {0, 1}, new int[] {0, 1}, new double[] {0.01, 0.01},
        LookupTables.of(512, new long[][][] {{first}, {second}}));
    Circuit circuit = new Circuit(P, 1, List.of(new Node.Extract(inputs), lookups,
        new Node.Linear(map(4, new int[] {2, 3}, 1, -1))), new int[] {4}, 64);
    return new WireNoise(circuit, WireType::parameters).variance(4) / bootstrapVarianceBound(P);
  }

  /** The two wires are the same sum of coefficients, in another order. */
  @Test
  void equalLookupsOfOneSumAreOneSource() {
    long[] table = {3L << 60, 5L << 60, 1L << 60, 0};
    long[] negative = Arrays.stream(table).map(v -> -v).toArray();
    long box = 1L << 61;
    assertThat(ofTwo(0, table, table)).as("equal").isCloseTo(4, CLOSE);
    assertThat(ofTwo(0, table, negative)).as("negated").isCloseTo(4, CLOSE);
    assertThat(ofTwo(0, new long[] {7}, new long[] {7})).as("signs").isCloseTo(4, CLOSE);
    assertThat(ofTwo(1L << 63, table, table)).as("negated by half a turn of the input").isCloseTo(4, CLOSE);
    assertThat(ofTwo(box, table, new long[] {-table[3], table[0], table[1], table[2]})).as("shifted by a box")
        .isCloseTo(4, CLOSE);
    assertThat(ofTwo(3L << 61, new long[] {7}, new long[] {-7, 7})).as("of other boxes").isCloseTo(4, CLOSE);
    assertThat(ofTwo(1L << 53, table, table)).as("closer than a step of the modulus switch").isCloseTo(4, CLOSE);
  }

  @Test
  void lookupsOfOneSumAtShiftedTablesAreCoefficientsOfOneAccumulator() {
    long[] table = {3L << 60, 5L << 60, 1L << 60, 0};
    double two = 2 + 2 * bootstrapCovarianceBound(P) / bootstrapVarianceBound(P);
    assertThat(ofTwo(1L << 54, table, table)).as("a step of the modulus switch apart").isCloseTo(two, CLOSE);
    assertThat(ofTwo(1L << 61, table, table)).as("one table, two thresholds").isCloseTo(two, CLOSE);
    assertThat(ofTwo(0, new long[] {1, 0, 0, 0}, new long[] {0, 0, -1, 0})).as("two indicators")
        .isCloseTo(two, CLOSE);
  }

  @Test
  void lookupsByTablesThatAreNoShiftsOfEachOtherAreIndependent() {
    assertThat(ofTwo(0, new long[] {1, 0, 0, 0}, new long[] {0, 0, 1, 1})).isCloseTo(2, CLOSE);
    assertThat(ofTwo(0, new long[] {1}, new long[] {2})).isCloseTo(2, CLOSE);
  }

  /** Half of a turn is its own negative, so that this table is the same after half a box and a sign. */
  @Test
  void tablesThatAreTheirOwnNegativesAreKnownAtEachOfTheirTurns() {
    long half = 1L << 63;
    long[] parity = {0, half, 0, half};
    assertThat(ofTwo(1L << 62, parity, parity)).isCloseTo(4, CLOSE);
    assertThat(ofTwo(1L << 61, parity, new long[] {half, 0, half, 0})).isCloseTo(4, CLOSE);
    assertThat(ofTwo(1L << 61, new long[] {half}, new long[] {half})).isCloseTo(4, CLOSE);
  }

  /** Equal look-ups of equal look-ups: the second pair reads two wires that hold the same or its negative. */
  @Test
  void equalLookupsAreKnownThroughLayers() {
    long[] table = {3L << 60, 5L << 60, 1L << 60, 0};
    long[] negative = Arrays.stream(table).map(v -> -v).toArray();
    Node first = new Node.Lookup(new int[] {0, 0}, new int[] {0, 1}, new double[] {0.01, 0.01},
        LookupTables.of(512, new long[][][] {{table}, {negative}}));
    SparseMap both = new SparseMap(3, new int[] {0, 1, 2}, new int[] {1, 2}, new long[] {3, -3}, new long[2]);
    Node second = new Node.Lookup(new int[] {3, 4}, new int[] {0, 0}, new double[] {0.01, 0.01},
        LookupTables.of(512, new long[][][] {{table}}));
    Circuit circuit = new Circuit(P, 1, List.of(new Node.Extract(map(512, new int[] {0}, 1)), first,
        new Node.Linear(both), second, new Node.Linear(map(7, new int[] {5, 6}, 1, 1))), new int[] {7}, 64);
    assertThat(new WireNoise(circuit, WireType::parameters).variance(7))
        .isCloseTo(4 * bootstrapVarianceBound(P), within(1e-12 * bootstrapVarianceBound(P)));
  }

  /** 80 rows of 4,096 shared terms are more than the analysis may follow exactly here. */
  @Test
  void aCircuitTooLargeToFollowIsBoundedFromAbove() {
    int width = 4096;
    int rows = 80;
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
        WireType::parameters, 1L << 18);
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
