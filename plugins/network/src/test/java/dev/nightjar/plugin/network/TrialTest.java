package dev.nightjar.plugin.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.network.NetworkModel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final double[] RAMP = IntStream.range(0, 64).mapToDouble(box -> box / 1024.0).toArray();

  private static IntegerRow row(int[] lookups, long... weights) {
    return lookups.length > 0 ? new IntegerRow(new int[0], new long[0], lookups, weights, 0)
        : new IntegerRow(new int[1], new long[] {1}, lookups, weights, 0.25);
  }

  @Test
  void functionsOfEqualSumsReadOnePhaseWithOneNoise() {
    double[] shifted = Arrays.stream(RAMP).map(value -> value + 0.01).toArray();
    IntegerNetwork network = new IntegerNetwork(40, List.of(List.of(row(new int[0]), row(new int[0]))),
        new double[][] {RAMP, shifted}, new double[2], List.of(row(new int[] {0, 1}, 1, -1)), new double[] {1},
        new double[1]);
    Trial trial = new Trial(network, new Trial.Noise(new double[] {0.01}, 0, 0), 1);
    double[] query = Trial.fromQuery(network, new int[1]);
    for (int i = 0; i < 20; i++) {
      assertThat(trial.scores(query)[0]).isCloseTo(-0.01, within(1e-12));
    }
  }

  /** Eight neurons, of which each of four is there twice: as a circuit has it, each of four look-ups is read once. */
  @Test
  void equalNeuronsAreOneLookUpWithTheSumOfTheirWeights() {
    NetworkModel model = Nets.several(5, List.of(Nets.Function.RELU, Nets.Function.RELU), 0, 6, 4, 3);
    CompileRequest request = CompileRequest.builder("net", Nets.rows(1, 200, 6)).build();
    Samples samples = Samples.of(model.layers().orElseThrow(), request, 6);
    Unfolded unfolded = Unfolded.whole(model.layers().orElseThrow(), samples);
    IntegerNetwork network = new ExactIntegers(unfolded, samples, 6, 4, 10, new int[] {0, 1, 2, 3, 4, 5}, true).build();
    assertThat(network.lookups()).isEqualTo(8);
    Set<Integer> read = network.scores().stream().flatMapToInt(score -> Arrays.stream(score.lookups())).boxed()
        .collect(Collectors.toSet());
    assertThat(read).isSubsetOf(0, 1, 2, 3);
    double[] scores = new Trial(network, Trial.Noise.none(1), 1)
        .scores(Trial.fromQuery(network, samples.levels()[7]));
    assertThat(scores).hasSize(3).doesNotContain(Double.NaN);
  }
}
