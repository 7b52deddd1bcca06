package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.params.NoiseModel.bootstrapCovarianceBound;
import static dev.nightjar.api.params.NoiseModel.bootstrapVarianceBound;
import static dev.nightjar.api.params.NoiseModel.freshVariance;
import static dev.nightjar.api.params.NoiseModel.lookupVariance;
import static dev.nightjar.api.params.NoiseModel.replyRoundingVariance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Runs are few, so that statistics are held to five standard errors: with these seeds they are what they are. */
class NoisyEvaluatorTest {
  private static final Parameters P = TestObjects.secure();
  private static final int RUNS = 4000;
  private static final double STANDARD_ERRORS = 5;
  private static final double TORUS = 0x1p-64;

  private static SparseMap map(int columns, int[] column, long... weight) {
    return new SparseMap(columns, new int[] {0, column.length}, column, weight, new long[1]);
  }

  private static Circuit circuit(int bits, List<Node> nodes, int... outputs) {
    return new Circuit(P, 1, nodes, outputs, bits);
  }

  private static Node.Lookup lookup(int outputs, int... wires) {
    LookupTables zero = LookupTables.of(512, new long[1][outputs][1]);
    return new Node.Lookup(wires, new int[wires.length], IntStream.of(wires).mapToDouble(w -> 0.2).toArray(), zero);
  }

  /** The outputs of many runs on a query of zeros, as torus distances: {@code [output][run]}. */
  private static double[][] runs(Circuit circuit) {
    NoisyEvaluator evaluator = NoisyEvaluator.of(circuit);
    double[][] found = new double[circuit.outputs().length][RUNS];
    for (int run = 0; run < RUNS; run++) {
      long[] phases = evaluator.run(new long[512], run);
      for (int o = 0; o < phases.length; o++) {
        found[o][run] = phases[o] * TORUS;
      }
    }
    return found;
  }

  private static double product(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum() / a.length;
  }

  /** That the mean square is a variance, as a ratio, which has a standard error of sqrt(2 / runs). */
  private static void requireVariance(double[] noise, double variance) {
    assertThat(product(noise, noise) / variance).isCloseTo(1, within(STANDARD_ERRORS * Math.sqrt(2.0 / RUNS)));
    double mean = IntStream.range(0, RUNS).mapToDouble(i -> noise[i]).sum() / RUNS;
    assertThat(mean / Math.sqrt(variance)).isCloseTo(0, within(STANDARD_ERRORS / Math.sqrt(RUNS)));
  }

  @Test
  void aLinearOutputHasTheNoiseOfItsCoefficientsAndOfTheRounding() {
    List<Node> nodes = List.of(new Node.Extract(map(512, new int[] {0, 7, 511}, 3, -5, 7)));
    requireVariance(runs(circuit(64, nodes, 0))[0], (9 + 25 + 49) * freshVariance(P));
    requireVariance(runs(circuit(24, nodes, 0))[0], 83 * freshVariance(P) + replyRoundingVariance(P, 24));
  }

  /** (x + y) + 2 (y - z) = x + 3 y - 2 z: 14, where independent wires would give 10. */
  @Test
  void wiresThatShareACoefficientShareItsNoise() {
    SparseMap extract = new SparseMap(512, new int[] {0, 2, 4}, new int[] {0, 1, 1, 2}, new long[] {1, 1, 1, -1},
        new long[2]);
    requireVariance(runs(circuit(64, List.of(new Node.Extract(extract),
        new Node.Linear(map(2, new int[] {0, 1}, 1, 2))), 2))[0], 14 * freshVariance(P));
  }

  @Test
  void theOutputOfALookUpHasTheNoiseOfABootstrapWhateverItRead() {
    double[][] found = runs(circuit(64, List.of(new Node.Extract(map(512, new int[] {0}, 1000)), lookup(1, 0)), 1));
    requireVariance(found[0], bootstrapVarianceBound(P));
  }

  /** A table of a line tells the noise of what it read, but for its boxes, which are of 1/512 of the torus. */
  @Test
  void aLookUpReadsWithTheNoiseOfItsInputTheKeyswitchAndTheModulusSwitch() {
    long[] line = LongStream.range(0, 256).map(i -> i << 55).toArray();
    LookupTables tables = LookupTables.of(512, new long[][][] {{line}});
    SparseMap middle = new SparseMap(512, new int[] {0, 1}, new int[] {0}, new long[] {1L << 25},
        new long[] {1L << 62});
    double[][] found = runs(circuit(64, List.of(new Node.Extract(middle),
        new Node.Lookup(new int[] {0}, new int[1], new double[] {0.2}, tables)), 1, 0));
    double[] read = IntStream.range(0, RUNS).mapToDouble(i -> found[0][i] - 0.25).toArray();
    double decision = lookupVariance(P, Math.scalb(freshVariance(P), 50), 0);
    requireVariance(read, decision + bootstrapVarianceBound(P) + Math.pow(1.0 / 512, 2) / 12);
    double[] input = IntStream.range(0, RUNS).mapToDouble(i -> found[1][i] - 0.25).toArray();
    assertThat(product(read, input) / Math.scalb(freshVariance(P), 50)).isCloseTo(1, within(0.15));
  }

  @Test
  void equalLookUpsGiveTheSameAndOthersNothingInCommon() {
    Node extract = new Node.Extract(new SparseMap(512, new int[] {0, 1, 2}, new int[] {0, 1}, new long[] {1, 1},
        new long[2]));
    double[][] found = runs(circuit(64, List.of(extract, lookup(1, 0, 0, 1)), 2, 3, 4));
    assertThat(found[0]).isEqualTo(found[1]);
    assertThat(product(found[0], found[2]) / bootstrapVarianceBound(P))
        .isCloseTo(0, within(STANDARD_ERRORS / Math.sqrt(RUNS)));
  }

  @Test
  void outputsOfOneManyTableLookUpHaveTheCovarianceOfTheBound() {
    double[][] found = runs(circuit(64, List.of(new Node.Extract(map(512, new int[] {0}, 1)), lookup(4, 0)), 1, 3));
    requireVariance(found[0], bootstrapVarianceBound(P));
    assertThat(product(found[0], found[1]) / bootstrapVarianceBound(P))
        .isCloseTo(bootstrapCovarianceBound(P) / bootstrapVarianceBound(P),
            within(2 * STANDARD_ERRORS / Math.sqrt(RUNS)));
  }

  @Test
  void hiddenAnswersAreFlooded() {
    AnswerHiding hiding = new AnswerHiding(new TUniform(17), new TUniform(45));
    List<Node> nodes = List.of(new Node.Extract(map(512, new int[] {0}, 1)));
    double variance = freshVariance(P) + hiding.variance(P, 0) + hiding.floodVariance();
    requireVariance(runs(new Circuit(P, 1, nodes, new int[] {0}, 64, Optional.of(hiding)))[0], variance);
  }

  @Test
  void theSameSeedGivesTheSameWordsAndAnotherSeedOthers() {
    NoisyEvaluator evaluator = NoisyEvaluator.of(TestObjects.linearCircuit());
    long[] plaintext = LongStream.range(0, 512).toArray();
    assertThat(evaluator.run(plaintext, 7)).isEqualTo(evaluator.run(plaintext, 7))
        .isNotEqualTo(evaluator.run(plaintext, 8));
    assertThat(plaintext).isEqualTo(LongStream.range(0, 512).toArray());
  }

  @Test
  void aPlaintextOfAnotherLengthIsRefused() {
    NoisyEvaluator evaluator = NoisyEvaluator.of(TestObjects.linearCircuit());
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> evaluator.run(new long[511], 1), "512 coefficients, not 511");
  }
}
