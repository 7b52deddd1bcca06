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

  /** The lines O of {@code log2 σ_min}, 128 and 132 bits, at the ends of the fit and at catalogue dimensions. */
  @ParameterizedTest
  @CsvSource({"600,128,-10.346", "918,128,-18.5673", "1200,128,-25.8578", "600,132,-9.8619", "879,132,-16.8628",
      "918,132,-17.8415", "1200,132,-24.9177"})
  void theLinesOfBlockBinaryKeysHaveTheFittedValues(int n, int bits, double log2Sigma) {
    assertThat(SecurityCurve.minimalStandardDeviationLog2(n, bits, 3)).isCloseTo(log2Sigma, within(0.0001));
    assertThat(SecurityCurve.securityBits(n, log2Sigma, 3)).isCloseTo(bits, within(0.001));
  }

  /** By two bits and more of σ: 2.2 to 2.4 were found. */
  @ParameterizedTest
  @CsvSource({"600", "834", "918", "1200"})
  void aBlockBinaryKeyNeedsMoreNoiseThanAUniformOne(int n) {
    assertThat(SecurityCurve.minimalStandardDeviationLog2(n, 128, 3)
        - SecurityCurve.minimalStandardDeviationLog2(n, 128, 1)).isBetween(2.2, 2.45);
  }

  /** tfhe-go's set of 2 bits: the strengthened attack was found to cost 108.0 bits. */
  @Test
  void aPublishedBlockBinarySetIsWeakOnTheLines() {
    assertThat(SecurityCurve.securityBits(687, -15.53, 3)).isCloseTo(108, within(2.0));
  }

  @ParameterizedTest
  @CsvSource({"599", "1201", "450", "2048"})
  void aDimensionThatBlockBinaryKeysWereNotEstimatedForIsRefused(int n) {
    assertThatThrownBy(() -> SecurityCurve.minimalStandardDeviationLog2(n, 128, 3))
        .isInstanceOf(NightjarException.class)
        .hasMessage("the security lines of block-binary keys hold for dimensions of 600 to 1200, not " + n);
    assertThatThrownBy(() -> SecurityCurve.securityBits(n, -10, 3)).isInstanceOf(NightjarException.class);
  }

  @ParameterizedTest
  @CsvSource({"0", "2", "4", "7"})
  void aBlockLengthWithoutACurveIsRefused(int blockLength) {
    assertThatThrownBy(() -> SecurityCurve.securityBits(834, -10, blockLength))
        .isInstanceOf(NightjarException.class)
        .hasMessage("there are security curves for keys of blocks of 1 and of 3 bits, not of " + blockLength);
  }

  @Test
  void aSecurityLevelWithoutACurveIsRefused() {
    assertThatThrownBy(() -> SecurityCurve.minimalStandardDeviationLog2(630, 130))
        .isInstanceOf(NightjarException.class)
        .hasMessage("the security curve exists for 128 and 132 bits, not 130");
  }
}
