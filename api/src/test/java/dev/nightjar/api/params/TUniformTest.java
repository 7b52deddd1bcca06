package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TUniformTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 10})
  void theVarianceIsThatOfTheDistributionSummedUp(int b) {
    long bound = 1L << b;
    double sum = 0;
    for (long x = -bound; x <= bound; x++) {
      double weight = Math.abs(x) == bound ? 1 : 2;
      sum += weight / (4 * bound) * x * x;
    }

    assertThat(new TUniform(b).variance() * Math.scalb(1.0, 128)).isCloseTo(sum, within(sum * 1e-12));
  }

  @Test
  void theStandardDeviationIsTheRootOfTheVariance() {
    assertThat(new TUniform(17).standardDeviationLog2()).isCloseTo(-47.79, within(0.005));
    assertThat(Math.pow(2, 2 * new TUniform(45).standardDeviationLog2()))
        .isCloseTo(new TUniform(45).variance(), within(1e-22));
  }

  @ParameterizedTest
  @CsvSource({"-48.32,17", "-47.80,17", "-47.78,18", "-62,3", "-80,0"})
  void theNarrowestDistributionThatIsWideEnoughIsFound(double log2Sigma, int bound) {
    assertThat(TUniform.atLeast(log2Sigma)).isEqualTo(new TUniform(bound));
  }

  @Test
  void everyValueIsDrawnByAsManyBitsAsItsWeightAndHigherBitsDoNotCount() {
    for (int bound : new int[] {0, 1, 4}) {
      TUniform noise = new TUniform(bound);
      int all = 4 << bound;
      Map<Long, Integer> counts = new TreeMap<>();
      for (long bits = 0; bits < all; bits++) {
        counts.merge(noise.of(bits), 1, Integer::sum);
        assertThat(noise.of(bits | -1L << bound + 2)).isEqualTo(noise.of(bits));
      }
      assertThat(counts).hasSize((2 << bound) + 1);
      counts.forEach((value, count) -> assertThat(count).isEqualTo(Math.abs(value) == 1L << bound ? 1 : 2));
    }
    assertThat(new TUniform(62).of(-1)).isEqualTo(1L << 62);
    assertThat(new TUniform(62).of(0)).isEqualTo(-(1L << 62));
  }

  @Test
  void aStandardDeviationBeyondTheWidestDistributionIsRefused() {
    assertThatThrownBy(() -> TUniform.atLeast(-2)).isInstanceOf(NightjarException.class)
        .hasMessage("no TUniform noise has a standard deviation of 2^-2.0");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 63})
  void aBoundThatDoesNotFitAWordIsRefused(int bound) {
    assertThatThrownBy(() -> new TUniform(bound)).isInstanceOf(NightjarException.class)
        .hasMessage("TUniform needs a bound of 0 to 62 bits, not " + bound);
  }
}
