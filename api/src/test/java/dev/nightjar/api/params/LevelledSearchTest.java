package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The levelled sets of the catalogue against the search, see {@link LevelledSearch}. */
class LevelledSearchTest {
  private static final LevelledSearch SEARCH = new LevelledSearch();

  static Stream<Parameters> sets() {
    // With one slot a bit, a set is for few products in a row, which this workload does not weigh.
    return ParameterCatalogue.all(KeyFamily.LEVELLED).stream()
        .filter(p -> p.levelled().orElseThrow().mask().level() > 1);
  }

  private static double noiseLog2(Parameters p) {
    return Math.log(LevelledNoise.externalProduct(p)) / Math.log(2);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void noSetOfItsSlotsNoiseAndKeyIsCheaper(Parameters p) {
    LevelledSearch.Target target = new LevelledSearch.Target(p.levelled().orElseThrow().slotsLog2(), noiseLog2(p),
        p.seededKeyBytes(), LevelledSearch.Workload.TREE);
    Parameters found = SEARCH.cheapest(target).orElseThrow();
    assertThat(found.levelled()).as(found.canonical()).isEqualTo(p.levelled());
    assertThat(found.glweKey()).isEqualTo(p.glweKey());
  }

  @Test
  void lessNoiseOrAShorterKeyCostsMore() {
    LevelledSearch.Workload workload = LevelledSearch.Workload.TREE;
    double usual = cost(-29, 1_200_000, workload);
    assertThat(cost(-32, 1_200_000, workload)).isGreaterThan(usual);
    assertThat(cost(-29, 900_000, workload)).isGreaterThan(usual);
    assertThat(SEARCH.cheapest(new LevelledSearch.Target(8, -60, 1_200_000, workload))).isEmpty();
  }

  private static double cost(double noiseLog2, long keyBytes, LevelledSearch.Workload workload) {
    return SEARCH.cheapest(new LevelledSearch.Target(8, noiseLog2, keyBytes, workload))
        .map(p -> workload.transforms(p.levelled().orElseThrow())).orElse(Double.POSITIVE_INFINITY);
  }
}
