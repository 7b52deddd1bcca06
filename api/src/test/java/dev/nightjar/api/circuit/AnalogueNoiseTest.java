package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What look-ups have in common counts as common; see the encrypted runs of other modules for all else. */
class AnalogueNoiseTest {
  private static final Parameters P = TestObjects.secure();
  private static final int N = P.tableSize();
  private static final double V = NoiseModel.bootstrapVarianceBound(P);
  private static final double C = NoiseModel.bootstrapCovarianceBound(P);
  private static final Percentage EQUAL = Percentage.withPercentage(1e-6);

  /** Two values that are looked up of one coefficient; outputs are their sum and their difference. */
  private static Circuit circuit(Node.Lookup lookup) {
    SparseMap read = new SparseMap(P.polynomialSize(), new int[] {0, 1}, new int[1], new long[] {1}, new long[1]);
    SparseMap sums = new SparseMap(3, new int[] {0, 2, 4}, new int[] {1, 2, 1, 2}, new long[] {1, 1, 1, -1},
        new long[2]);
    return new Circuit(P, 1, List.of(new Node.Extract(read), lookup, new Node.Linear(sums)), new int[] {3, 4}, 64);
  }

  private static Node.Lookup two(long[] first, long[] second) {
    return new Node.Lookup(new int[2], new int[] {0, 1}, new double[] {0.2, 0.2},
        LookupTables.of(N, new long[][][] {{first}, {second}}));
  }

  private static long[] ramp(long start, long step) {
    return IntStream.range(0, N / 2).mapToLong(box -> start + box * step).toArray();
  }

  private static double square(double x) {
    return x * x;
  }

  @Test
  void functionsOfOneSumHaveTheNoiseOfItsSwitchesInCommon() {
    long step = (1L << 63) / N;
    Circuit circuit = circuit(two(ramp(0, step), ramp(1L << 50, step)));
    long[] plaintext = new long[P.polynomialSize()];
    plaintext[0] = 1L << 62;
    AnalogueNoise.Outputs at = AnalogueNoise.of(circuit).at(plaintext);
    double second = square(at.deviation(0, 0.5, 1, 0.5)) - V;
    assertThat(second).isGreaterThan(V);
    assertThat(square(at.deviation(0)) - 2 * V).isCloseTo(4 * second, Percentage.withPercentage(1));
    assertThat(square(at.deviation(1))).isCloseTo(2 * V, Percentage.withPercentage(1));
  }

  @Test
  void equalLookUpsHaveOneNoise() {
    long[] flat = {1L << 60};
    AnalogueNoise noise = AnalogueNoise.of(circuit(two(flat, flat)));
    AnalogueNoise.Outputs at = noise.at(plaintextOfNoEdge());
    assertThat(square(at.deviation(0))).isCloseTo(4 * V, EQUAL);
    assertThat(at.deviation(1)).isZero();
    assertThat(square(noise.results()[0])).isCloseTo(4 * V, EQUAL);
  }

  @Test
  void valuesOfOneRotationCountWithTheirCovariance() {
    int[][] factors = {{1, 0, 0, 0}, {0, 0, 0, -1}};
    AnalogueNoise.Outputs at = AnalogueNoise.of(circuit(new Node.Lookup(new int[1], new int[1], new double[] {0.2},
        LookupTables.ofFactors(N, new long[][] {{1L << 60}}, new int[][][] {factors})))).at(plaintextOfNoEdge());
    assertThat(square(at.deviation(0))).isCloseTo(2 * V + 2 * C, EQUAL);
    assertThat(square(at.deviation(1))).isCloseTo(2 * V + 2 * C, EQUAL);
  }

  /** A phase around which tables of one box, and their products with few powers of X, do not change. */
  private static long[] plaintextOfNoEdge() {
    long[] plaintext = new long[P.polynomialSize()];
    plaintext[0] = 1L << 60;
    return plaintext;
  }
}
