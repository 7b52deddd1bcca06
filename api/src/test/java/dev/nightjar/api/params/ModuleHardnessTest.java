package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleHardnessTest {
  /** Block sizes found by a program of its own, for secrets of ranks 1 to 4 at N = 2048. */
  @ParameterizedTest
  @CsvSource({"1, -47.8, 382", "1, -32, 644", "2, -40, 1321", "2, -32, 1681", "3, -32, 3101", "4, -24, 6006"})
  void bitsAreThoseOfTheBlockSize(int rank, double noise, int block) {
    assertThat(ModuleHardness.bits(rank * 2048, 2048, noise)).isCloseTo(0.265 * block, within(1.5));
  }

  /** The estimator's cost model counts more for the same attack. */
  @Test
  void aKeyOfTheCurveIsRatedLowerThanByTheCurve() {
    Parameters p = ParameterCatalogue.linear();
    double curve = SecurityCurve.securityBits(2048, p.glweNoise().standardDeviationLog2());
    double found = ModuleHardness.bits(2048, 2048, p.glweNoise().standardDeviationLog2());
    assertThat(found).isBetween(curve - 40, curve - 15);
  }

  @Test
  void moreNoiseAndMoreRankAreHarder() {
    for (int rank = 1; rank < 4; rank++) {
      for (double noise = -48; noise < -20; noise += 4) {
        double bits = ModuleHardness.bits(rank * 2048, 2048, noise);
        assertThat(ModuleHardness.bits(rank * 2048, 2048, noise + 1)).isGreaterThan(bits);
        assertThat(ModuleHardness.bits((rank + 1) * 2048, 2048, noise)).isGreaterThan(1.5 * bits);
      }
    }
  }

  /** Block sizes found by a program of its own. */
  @ParameterizedTest
  @CsvSource({"1, -32, 8, 922", "2, -32, 4, 2292", "2, -32, 10, 4119"})
  void aWiderSecretIsHarder(int rank, double noise, double secretLog2, int block) {
    double bits = ModuleHardness.bits(rank * 2048, 2048, noise, secretLog2);
    assertThat(bits).isCloseTo(0.265 * block, within(1.5));
    assertThat(ModuleHardness.bits(rank * 2048, 2048, noise, secretLog2 + 1)).isGreaterThan(bits);
  }

  /** No more is claimed than finding a shortest vector of the whole lattice takes. */
  @Test
  void whatNoBlockFindsIsAsHardAsTheWholeLattice() {
    assertThat(ModuleHardness.bits(4096, 2048, -28, 16)).isEqualTo(0.265 * 6145);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 33})
  void aSecretNarrowerThanATernaryOneOrWiderThanTheNoiseHasNoFigure(double secretLog2) {
    assertThatIllegalArgumentException().isThrownBy(() -> ModuleHardness.bits(2048, 2048, -32, secretLog2))
        .withMessageContaining("2^" + secretLog2);
  }

  @Test
  void theWidestNoiseOfAMaskTakesNoMoreThanItMay() {
    Parameters p = ParameterCatalogue.linear();
    double deviation = Math.scalb(1.0, -27);
    TUniform most = Rerandomisation.widestMaskNoise(p, deviation);
    double seen = Math.sqrt(1024 * most.variance());
    assertThat(seen).isBetween(deviation / 2.001, deviation);
    assertThat(Rerandomisation.widestMaskNoise(p, 0)).isEqualTo(p.glweNoise());
  }
}
