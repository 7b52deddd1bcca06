package dev.nightjar.api.circuit;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.params.NoiseModel.failureLog2OfDecision;
import static dev.nightjar.api.params.NoiseModel.freshVariance;
import static dev.nightjar.api.params.NoiseModel.replyRoundingVariance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHidingTest {
  private static final Parameters P = TestObjects.secure();
  private static final AnswerHiding HIDING = new AnswerHiding(new TUniform(32), new TUniform(44));

  private static Circuit hidden(int bits, AnswerHiding hiding) {
    Circuit open = TestObjects.linearCircuit();
    return new Circuit(P, 1, open.nodes(), open.outputs(), bits, Optional.of(hiding));
  }

  /** Probabilities of the sum of three draws, by convolution. */
  private static double[] distribution(int boundLog2) {
    int width = 2 << boundLog2;
    double[] one = new double[width + 1];
    Arrays.fill(one, 1.0 / width);
    one[0] = one[width] = 0.5 / width;
    return convolve(convolve(one, one), one);
  }

  private static double[] convolve(double[] a, double[] b) {
    double[] out = new double[a.length + b.length - 1];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        out[i + j] += a[i] * b[j];
      }
    }
    return out;
  }

  @Test
  void boundVarianceFisherInformationAndPeakAreThoseOfTheDistribution() {
    int bound = 6;
    double[] p = distribution(bound);
    AnswerHiding hiding = new AnswerHiding(new TUniform(1), new TUniform(bound));
    assertThat(Math.scalb(hiding.floodBound(), 64)).isEqualTo((p.length - 1) / 2);
    double variance = 0;
    double fisher = 0;
    double peak = 0;
    for (int i = 0; i < p.length; i++) {
      variance += p[i] * Math.pow(i - (p.length - 1) / 2, 2);
      peak = Math.max(peak, p[i]);
      if (i > 0 && i < p.length - 1) {
        fisher += Math.pow((p[i + 1] - p[i - 1]) / 2, 2) / p[i];
      }
    }
    assertThat(Math.scalb(hiding.floodVariance(), 128)).isCloseTo(variance, within(1e-6 * variance));
    assertThat(Math.scalb(hiding.floodingVariance(), 128)).isCloseTo(1 / fisher, within(0.05 / fisher));
    assertThat(hiding.bodyBits()).isCloseTo(64 + Math.log(peak) / Math.log(2), within(1e-3));
  }

  @Test
  void theFailureBoundCountsAllNoiseThatIsAdded() {
    Circuit circuit = hidden(32, HIDING);
    double variance = 83 * freshVariance(P) + replyRoundingVariance(P, 32) + HIDING.variance(P, 0);
    double margin = HIDING.floodBound() + 12 * Math.sqrt(variance);
    FailureAnalysis found = FailureAnalysis.of(circuit, new double[] {margin});
    assertThat(found.failureLog2()).isCloseTo(failureLog2OfDecision(12 * Math.sqrt(variance), variance), within(1e-6));
    assertThat(FailureAnalysis.of(TestObjects.linearCircuit(), new double[] {margin}).failureLog2())
        .isLessThan(found.failureLog2());
    // A margin that the flood alone may pass promises nothing.
    assertThat(FailureAnalysis.of(circuit, new double[] {HIDING.floodBound() / 2}).failureLog2()).isZero();
  }

  @Test
  void everyPartOfTheNoiseCounts() {
    double margin = 1.5 * HIDING.floodBound();
    double base = FailureAnalysis.of(hidden(32, HIDING), new double[] {margin}).failureLog2();
    assertThat(FailureAnalysis.of(hidden(32, new AnswerHiding(new TUniform(37), HIDING.flood())),
        new double[] {margin}).failureLog2()).isGreaterThan(base);
    assertThat(FailureAnalysis.of(hidden(32, new AnswerHiding(HIDING.maskNoise(), new TUniform(45))),
        new double[] {margin}).failureLog2()).isGreaterThan(base);
  }

  @Test
  void theLeakIsThatOfTheStatedArgument() {
    AnswerLeak leak = AnswerLeak.of(hidden(32, HIDING));
    assertThat(leak.bodyBits()).isCloseTo(64 - 45 + Math.log(0.75) / Math.log(2), within(1e-9));
    assertThat(AnswerLeak.of(hidden(16, HIDING)).bodyBits()).isEqualTo(16);
    double signal = 83 * freshVariance(P);
    double ratio = signal / HIDING.floodingVariance();
    assertThat(leak.noiseBits(1)).isCloseTo(Math.log1p(ratio) / Math.log(2) / 2, within(1e-12));
    assertThat(leak.noiseBits(Math.pow(2, leak.noiseAnswersLog2()))).isCloseTo(1, within(1e-9));
    assertThat(leak.dishonestMaskBits()).isEqualTo(leak.maskBits() - leak.bodyBits());
    assertThat(leak.maskBits()).isGreaterThanOrEqualTo(128);
  }

  @Test
  void aWideSecretIsCountedInTheNoiseAndInTheHardness() {
    TUniform wide = new TUniform(8);
    AnswerHiding hiding = new AnswerHiding(HIDING.maskNoise(), HIDING.flood(), 2, Optional.of(wide));
    AnswerHiding ternary = new AnswerHiding(HIDING.maskNoise(), HIDING.flood(), 2);
    double ofZeros = 2 * P.bigLweDimension() * (freshVariance(P) + 1e-20);
    double square = (Math.pow(2, 17) + 1) / 6;
    assertThat(hiding.variance(P, 1e-20) - ternary.variance(P, 1e-20))
        .isCloseTo(ofZeros * (square - 2.0 / 3), within(1e-9 * ofZeros * square));
    assertThat(hiding.maskBits(P)).isGreaterThan(1.5 * ternary.maskBits(P));
    assertThat(AnswerLeak.of(hidden(32, hiding)).maskBits()).isEqualTo(hiding.maskBits(P));
  }

  @ParameterizedTest
  @CsvSource({"0, 32, 2^16", "17, 32, 2^16", "13, 12, 2^12"})
  void aSecretThatIsTooNarrowOrTooWideIsRefused(int boundLog2, int maskNoise, String widest) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new AnswerHiding(new TUniform(maskNoise), HIDING.flood(), 2,
        Optional.of(new TUniform(boundLog2))), widest, "2^" + boundLog2);
  }

  @Test
  void anOpenCircuitHasNoBoundedLeak() {
    assertThatIllegalArgumentException().isThrownBy(() -> AnswerLeak.of(TestObjects.linearCircuit()))
        .withMessageContaining("not hidden");
  }

  @Test
  void aHiddenCircuitTakesAsManyEncryptionsOfZeroAsMasks() {
    assertThat(hidden(32, HIDING).zeros()).isEqualTo(3);
    assertThat(hidden(32, HIDING)).hasToString("Circuit[1 inputs, 1 nodes, 0 bootstraps, 1 hidden outputs, "
        + P.id() + "]");
    assertThat(TestObjects.linearCircuit().zeros()).isZero();
  }
}
