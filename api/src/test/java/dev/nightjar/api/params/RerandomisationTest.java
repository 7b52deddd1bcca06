package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RerandomisationTest {
  private static double variance(Parameters p, TUniform maskNoise) {
    return Rerandomisation.variance(p, maskNoise, Rerandomisation.zeros(p), 0);
  }

  @Test
  void roundedWordsAndMoreEncryptionsOfZeroAddNoise() {
    Parameters p = ParameterCatalogue.linear();
    TUniform noise = new TUniform(25);
    double rounding = Math.scalb(1.0, -64) / 12;
    assertThat(Rerandomisation.variance(p, noise, 3, rounding) - variance(p, noise))
        .isCloseTo(2048 * 2 / 3.0 * (2 * p.glweNoise().variance() + 3 * rounding), within(1e-30));
  }

  @Test
  void maskNoiseIsAsHardAsAskedForOnEverySetThatAllowsIt() {
    for (Parameters p : ParameterCatalogue.all()) {
      TUniform noise = Rerandomisation.maskNoise(p, 150, 1);
      assertThat(Rerandomisation.securityBits(p, noise)).as(p.id()).isGreaterThanOrEqualTo(150);
      if (noise.boundLog2() > p.glweNoise().boundLog2()) {
        assertThat(Rerandomisation.securityBits(p, new TUniform(noise.boundLog2() - 1))).isLessThan(150);
      }
      assertThat(Rerandomisation.zeros(p) * p.polynomialSize()).isEqualTo(p.bigLweDimension());
    }
  }

  @Test
  void maskNoiseIsNeverNarrowerThanThatOfTheKeyAndTakesNoMoreThanItMay() {
    Parameters p = ParameterCatalogue.linear();
    assertThat(Rerandomisation.maskNoise(p, 0, 1)).isEqualTo(p.glweNoise());
    assertThat(Rerandomisation.maskNoise(p, 160, 0)).isEqualTo(p.glweNoise());
    double deviation = Math.scalb(1.0, -36);
    TUniform most = Rerandomisation.maskNoise(p, 160, deviation);
    assertThat(most.boundLog2()).isBetween(p.glweNoise().boundLog2() + 1, 27);
    assertThat(variance(p, most)).isLessThan(1.001 * deviation * deviation);
    assertThat(variance(p, new TUniform(most.boundLog2() + 1))).isGreaterThan(deviation * deviation);
  }

  @Test
  void moreThanIsReportedIsNotAskedFor() {
    Parameters p = ParameterCatalogue.linear();
    assertThat(Rerandomisation.maskNoise(p, 1000, 1)).isEqualTo(Rerandomisation.maskNoise(p, 160, 1));
  }

  @Test
  void theVarianceIsThatOfTernaryTimesFreshNoiseAndOfMaskNoiseTimesTheKey() {
    Parameters p = ParameterCatalogue.linear();
    double expected = 2048 * (2.0 / 3 * p.glweNoise().variance() + 0.5 * new TUniform(25).variance());
    assertThat(variance(p, new TUniform(25))).isCloseTo(expected, within(1e-9 * expected));
  }

  /** The curve says nothing about keys as short as those of tests. */
  @Test
  void setsOfTestsHaveNoHardness() {
    Parameters tiny = Parameters.builder("insecure-tiny")
        .glweKey(1, 256, new TUniform(10)).lweKey(1, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1)
        .promise(1, 1, -1).buildInsecureForTests();
    assertThat(Rerandomisation.securityBits(tiny, new TUniform(40))).isZero();
  }
}
