package dev.nightjar.api.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianDrawsTest {
  private static final int COUNT = 100_000;

  /** Moments of the normal distribution: 0, 1, 0, 3, with standard errors 1, sqrt 2, sqrt 15 and sqrt 96. */
  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 1, 1.42", "3, 0, 3.88", "4, 3, 9.8"})
  void momentsAreThoseOfTheNormalDistribution(int power, double expected, double deviation) {
    GaussianDraws draws = new GaussianDraws(5);
    double moment = IntStream.range(0, COUNT).mapToDouble(i -> Math.pow(draws.unit(i), power)).average().orElseThrow();
    assertThat(moment).isCloseTo(expected, within(5 * deviation / Math.sqrt(COUNT)));
  }

  @Test
  void namesAndSeedsHaveDeviatesOfTheirOwn() {
    GaussianDraws one = new GaussianDraws(1);
    GaussianDraws other = new GaussianDraws(2);
    assertThat(one.unit(3)).isEqualTo(new GaussianDraws(1).unit(3));
    double products = IntStream.range(0, COUNT).mapToDouble(i -> one.unit(i) * other.unit(i)).average().orElseThrow();
    double neighbours = IntStream.range(0, COUNT).mapToDouble(i -> one.unit(i) * one.unit(i + 1)).average()
        .orElseThrow();
    assertThat(products).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
    assertThat(neighbours).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
  }

  /** The values are written down: a change of them would change every simulation. */
  @Test
  void deviatesAreTheSameOnEveryPlatform() {
    assertThat(new GaussianDraws(0).unit(0)).isEqualTo(-0.012843172363457228);
  }

  @Test
  void aWordIsADistanceOnTheTorus() {
    assertThat(GaussianDraws.word(0.25)).isEqualTo(1L << 62);
    assertThat(GaussianDraws.word(-0.125)).isEqualTo(-(1L << 61));
    assertThat(GaussianDraws.word(3.25)).isEqualTo(1L << 62);
    assertThat(GaussianDraws.word(0x1p-64)).isEqualTo(1);
  }
}
