package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The noise model against the failure probabilities that TFHE-rs publishes with its parameter sets
 * ({@code tfhe/src/shortint/parameters/v1_1/classic} and {@code v1_4/classic}, field {@code log2_p_fail}).
 */
class PublishedSetsTest {
  static List<PublishedSet> sets() {
    return PublishedSet.ALL;
  }

  @ParameterizedTest
  @MethodSource("sets")
  void thePublishedFailureProbabilityIsReproducedToTwoDecimals(PublishedSet set) {
    assertThat(set.failureLog2()).isCloseTo(set.publishedFailureLog2(), within(0.005));
  }

  @Test
  void theDefaultSetOfTfheRsFailsAsOftenInOurCatalogueAsTheyPublish() {
    Parameters p = ParameterCatalogue.byId("TFHE_RS_2_2_P128").orElseThrow();
    double variance = NoiseFormulas.lookup(5, NoiseModel.bootstrapVariance(p),
        NoiseModel.keyswitchVariance(p), NoiseModel.modulusSwitchVariance(p, 0));

    assertThat(NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(4), variance))
        .isCloseTo(-129.581, within(0.001));
  }

  @Test
  void aKeyswitchTo32BitWordsGivesTheSameFailureProbability() {
    double noise = (Math.scalb(1.0, 27) + 1) / 6 * Math.scalb(1.0, -64);
    double variance = NoiseFormulas.lookup(5,
        NoiseFormulas.bootstrap(918, 1, 2048, 23, 1, new TUniform(17).variance(), NoiseFormulas.UNIFORM_MEAN),
        NoiseFormulas.keyswitch(2048, 4, 4, noise, 32),
        NoiseFormulas.modulusSwitchCentred(918, 4096, NoiseFormulas.UNIFORM_MEAN));

    assertThat(NoiseModel.failureLog2OfDecision(NoiseFormulas.boxMargin(4), variance))
        .isCloseTo(-129.58, within(0.005));
  }
}
