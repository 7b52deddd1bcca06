package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityCurveTest {
  @ParameterizedTest
  @CsvSource({"630,-13.513", "742,-16.391", "834,-18.755", "918,-20.914", "1024,-23.638", "2048,-49.951"})
  void the128BitCurveHasThePublishedValues(int n, double log2Sigma) {
    assertThat(SecurityCurve.minimalStandardDeviationLog2(n, 128)).isCloseTo(log2Sigma, within(0.0006));
  }

  @ParameterizedTest
  @CsvSource({"630,-13.0", "742,-15.8", "834,-18.1", "918,-20.2", "1024,-22.8", "1536,-35.6", "2048,-48.3"})
  void the132BitCurveHasThePublishedValues(int n, double log2Sigma) {
    assertThat(SecurityCurve.minimalStandardDeviationLog2(n, 132)).isCloseTo(log2Sigma, within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"128", "132"})
  void theCurveEndsAtFourTimesTheTorusStep(int bits) {
    assertThat(SecurityCurve.minimalStandardDeviationLog2(4096, bits)).isEqualTo(-62);
    assertThat(SecurityCurve.minimalStandardDeviationLog2(65536, bits)).isEqualTo(-62);
  }

  @ParameterizedTest
  @CsvSource({"450", "834", "2048"})
  void aPointOnACurveHasThatCurvesSecurity(int n) {
    double on128 = SecurityCurve.minimalStandardDeviationLog2(n, 128);
    double on132 = SecurityCurve.minimalStandardDeviationLog2(n, 132);

    assertThat(SecurityCurve.securityBits(n, on128)).isCloseTo(128, within(1e-9));
    assertThat(SecurityCurve.securityBits(n, on132)).isCloseTo(132, within(1e-9));
    assertThat(SecurityCurve.securityBits(n, (on128 + on132) / 2)).isCloseTo(130, within(1e-9));
  }

  @Test
  void theWorkedExampleOfTfheRsIsReproducedWithinHalfABit() {
    assertThat(SecurityCurve.securityBits(879, new TUniform(46).standardDeviationLog2()))
        .isCloseTo(134.8, within(0.5));
  }

  @Test
  void theReportedFigureStaysBetweenZeroAndItsCap() {
    assertThat(SecurityCurve.securityBits(4096, -61.8)).isEqualTo(160);
    assertThat(SecurityCurve.securityBits(450, -61.8)).isEqualTo(0);
  }

  @Test
  void noiseBelowFourTimesTheTorusStepHasNoSecurityAtAnyDimension() {
    assertThat(SecurityCurve.securityBits(65536, -62)).isEqualTo(160);
    assertThat(SecurityCurve.securityBits(65536, -62.01)).isEqualTo(0);
  }

  @Test
  void aDimensionBelowTheFitIsRefused() {
    assertThatThrownBy(() -> SecurityCurve.minimalStandardDeviationLog2(449, 128))
        .isInstanceOf(NightjarException.class)
        .hasMessage("the security curve holds for dimensions of 450 and more, not 449");
    assertThatThrownBy(() -> SecurityCurve.securityBits(449, -10)).isInstanceOf(NightjarException.class);
  }

  @Test
  void aSecurityLevelWithoutACurveIsRefused() {
    assertThatThrownBy(() -> SecurityCurve.minimalStandardDeviationLog2(630, 130))
        .isInstanceOf(NightjarException.class)
        .hasMessage("the security curve exists for 128 and 132 bits, not 130");
  }
}
