package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalogueNeedsTest {
  private static final Parameters SET = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();

  private static void refused(ThrowingCallable construction, String message) {
    assertThatThrownBy(construction).isInstanceOf(NightjarException.class).hasMessageContaining(message);
  }

  @Test
  void aLookupIsToleratedUpToTheNoiseOfItsArgument() {
    double variance = 9 * NoiseModel.freshVariance(SET) + 100 * NoiseModel.bootstrapVarianceBound(SET)
        + NoiseModel.keyswitchVariance(SET) + NoiseModel.modulusSwitchVariance(SET, 2);

    assertThat(lookup(Math.sqrt(variance) * 1.001).metBy(SET)).isTrue();
    assertThat(lookup(Math.sqrt(variance) * 0.999).metBy(SET)).isFalse();
  }

  private static AnalogueNeeds lookup(double deviation) {
    return new AnalogueNeeds(List.of(new LookupTolerance(deviation, 3, 10, 2, 7)), List.of());
  }

  @Test
  void aResultIsToleratedUpToItsNoiseWithTheReplysRounding() {
    double variance = 9 * NoiseModel.freshVariance(SET) + 4 * NoiseModel.bootstrapVarianceBound(SET)
        + NoiseModel.replyRoundingVariance(SET, 14);

    assertThat(output(Math.sqrt(variance) * 1.001).metBy(SET)).isTrue();
    assertThat(output(Math.sqrt(variance) * 0.999).metBy(SET)).isFalse();
  }

  private static AnalogueNeeds output(double deviation) {
    return new AnalogueNeeds(List.of(new LookupTolerance(0.25, 1, 0, 0, 1)),
        List.of(new OutputTolerance(deviation, 3, 2, 14)));
  }

  @Test
  void lookupsOfAllGroupsCount() {
    AnalogueNeeds needs = new AnalogueNeeds(
        List.of(new LookupTolerance(0.1, 1, 0, 0, 300), new LookupTolerance(0.1, 0, 1, 0, 84)), List.of());

    assertThat(needs.lookupCount()).isEqualTo(384);
    assertThat(needs.costUnder(SET)).isCloseTo(384 * ParameterCatalogue.cost(SET), within(1e-9));
  }

  @Test
  void noLevelledSetMeetsThem() {
    assertThat(lookup(0.25).metBy(ParameterCatalogue.levelled())).isFalse();
  }

  @Test
  void withoutLookupsThereIsNothingAnalogue() {
    refused(() -> new AnalogueNeeds(List.of(), List.of(new OutputTolerance(0.1, 1, 0, 64))),
        "an analogue circuit needs at least one look-up");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 0.26, Double.NaN})
  void aDeviationOutOfRangeIsRefused(double deviation) {
    refused(() -> new LookupTolerance(deviation, 1, 1, 0, 1),
        "a look-up's standard deviation must be above 0 and at most 1/4, not " + deviation);
    refused(() -> new OutputTolerance(deviation, 1, 1, 64),
        "a result's standard deviation must be above 0 and at most 1/4, not " + deviation);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void aNormOutOfRangeIsRefused(double norm) {
    refused(() -> new LookupTolerance(0.1, norm, 1, 0, 1), "a look-up's 2-norm over fresh ciphertexts must be");
    refused(() -> new LookupTolerance(0.1, 1, norm, 0, 1), "a look-up's 2-norm over bootstrapped ciphertexts must be");
    refused(() -> new OutputTolerance(0.1, norm, 1, 64), "a result's 2-norm over fresh ciphertexts must be");
    refused(() -> new OutputTolerance(0.1, 1, norm, 64), "a result's 2-norm over bootstrapped ciphertexts must be");
  }

  @Test
  void otherFieldsOutOfRangeAreRefused() {
    refused(() -> new LookupTolerance(0.1, 1, 1, -1, 1), "a look-up's theta must be 0 to 8, not -1");
    refused(() -> new LookupTolerance(0.1, 1, 1, 9, 1), "a look-up's theta must be 0 to 8, not 9");
    refused(() -> new LookupTolerance(0.1, 1, 1, 0, 0), "a group of look-ups has at least one, not 0");
    refused(() -> new OutputTolerance(0.1, 1, 1, 0), "a result's word bits must be 1 to 64, not 0");
    refused(() -> new OutputTolerance(0.1, 1, 1, 65), "a result's word bits must be 1 to 64, not 65");
  }
}
