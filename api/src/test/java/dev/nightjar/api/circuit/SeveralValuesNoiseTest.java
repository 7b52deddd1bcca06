package dev.nightjar.api.circuit;

import static dev.nightjar.api.params.NoiseModel.bootstrapVarianceBound;
import static dev.nightjar.api.params.NoiseModel.combinationVarianceBound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.TestObjects;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The noise of outputs of look-ups of several values: combinations of coefficients of one accumulator. */
class SeveralValuesNoiseTest {
  private static final Parameters P = TestObjects.secure();
  private static final int N = P.tableSize();
  private static final double V = bootstrapVarianceBound(P);

  private static Node lookups(int inputs, int[]... factors) {
    double[] margins = new double[inputs];
    Arrays.fill(margins, 0.2);
    return new Node.Lookup(new int[inputs], new int[inputs], margins,
        LookupTables.ofFactors(N, new long[][] {{1L << 60, 3L << 60}}, new int[][][] {factors}));
  }

  private static WireNoise noise(Node... more) {
    SparseMap.Builder map = SparseMap.builder(P.polynomialSize());
    map.row(new int[] {3}, new long[] {1}, 0);
    List<Node> nodes = new ArrayList<>(List.of(new Node.Extract(map.build())));
    nodes.addAll(List.of(more));
    return new WireNoise(new Circuit(P, 1, nodes, new int[] {0}, 32), WireType::parameters);
  }

  private static Node sum(int columns, int[] column, long... weight) {
    return new Node.Linear(new SparseMap(columns, new int[] {0, column.length}, column, weight, new long[1]));
  }

  @Test
  void aFactorOfOneTermMultipliesTheNoiseOfABootstrap() {
    WireNoise noise = noise(lookups(1, new int[] {1, 0, 0, 0}, new int[] {0, 0, -3, 0}, new int[4]));
    assertThat(noise.variance(1)).isCloseTo(V, within(V * 1e-9));
    assertThat(noise.variance(2)).isCloseTo(9 * V, within(V * 1e-8));
    assertThat(noise.variance(3)).isZero();
  }

  @Test
  void severalTermsCountWithWhatTheyHaveInCommon() {
    double white = V - NoiseModel.bootstrapCovarianceBound(P);
    WireNoise noise = noise(lookups(1, new int[] {2, 1, 0, 3}));
    assertThat(noise.variance(1)).isBetween(14 * white * 0.5, 36 * V);
    assertThat(noise.variance(1)).isGreaterThan(14 * (V - NoiseModel.bootstrapCovarianceBound(P)));
  }

  @Test
  void outputsOfOneLookUpCancelWhereTheirFactorsDo() {
    WireNoise noise = noise(lookups(1, new int[] {2, 1, 0, 3}, new int[] {4, 2, 0, 6}, new int[] {0, 0, 0, 3}),
        sum(4, new int[] {1, 2}, 2, -1), sum(5, new int[] {1, 3}, 1, -1));
    assertThat(noise.variance(4)).isZero();
    assertThat(noise.variance(5)).isLessThan(noise.variance(1));
  }

  /** Two equal look-ups of one wire are one source; engines may compute them in two ways. */
  @Test
  void equalLookUpsAreAddedWithoutTheirSigns() {
    WireNoise noise = noise(lookups(2, new int[] {1, 0}), sum(3, new int[] {1, 2}, 1, -1));
    assertThat(noise.variance(3)).isCloseTo(4 * V, within(V * 1e-8));
  }

  @Test
  void productsOfPairsAndTransformsGiveTheSame() {
    SplittableRandom random = new SplittableRandom(3);
    int size = P.polynomialSize();
    int[] position = random.ints(0, size).distinct().limit(60).toArray();
    double[] weight = random.ints(60, -9, 10).asDoubleStream().toArray();
    double byTransform = combinationVarianceBound(P, position, weight);
    double masks = NoiseModel.bootstrapCovarianceBound(P) / Math.min(1, 0.5 * (1 + 10 / Math.sqrt(
        (double) P.glweDimension() * size)));
    double[] correlation = new double[size];
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 60; j++) {
        int t = Math.floorMod(position[i] - position[j], size);
        correlation[t] += position[i] >= position[j] ? weight[i] * weight[j] : -weight[i] * weight[j];
      }
    }
    double shared = correlation[0];
    for (int t = 1; t < size / 2; t++) {
      shared += correlation[t] * (1 - 2.0 * t / size) + Math.abs(correlation[t]) * 10 * Math.sqrt(3)
          / Math.sqrt((double) P.glweDimension() * size);
    }
    assertThat(byTransform).isCloseTo((V - masks) * correlation[0] + masks * shared, Percentage.withPercentage(1e-6));
  }

  @Test
  void aCircuitTooLargeToFollowIsBoundedFromAbove() {
    int[] dense = new SplittableRandom(5).ints(N, 1, 4).toArray();
    int looks = (1 << 20) / N + 2;
    WireNoise noise = noise(lookups(looks, dense));
    double followed = noise.variance(1);
    double norm = Arrays.stream(dense).sum();
    assertThat(noise.variance(looks)).isCloseTo(norm * norm * V, Percentage.withPercentage(1e-9));
    assertThat(followed).isLessThan(noise.variance(looks));
  }
}
