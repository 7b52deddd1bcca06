package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.NightjarException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitNeedsTest {
  private static final OutputNeed EASY_OUTPUT = new OutputNeed(0.125, 0, 1, 32, 1);

  private static CircuitNeeds lookups(double margin, int theta, long count, int failureLog2) {
    return new CircuitNeeds(List.of(new LookupNeed(margin, 4, 0, theta, count)), List.of(EASY_OUTPUT),
        failureLog2);
  }

  @ParameterizedTest
  @CsvSource({
      "8, 0, 1, -64, NJ1_M1_P64", "16, 0, 64, -64, NJ1_M1_P64", "18, 0, 64, -64, NJ2_M2_P64",
      "32, 0, 64, -64, NJ1_M3_P64", "256, 0, 64, -64, NJ2_M6_P64",
      "60, 0, 64, -64, NJ1_M4_P64", "64, 0, 64, -64, NJ1_M4_P64", "64, 0, 64, -128, NJ1_M4_P128",
      "120, 0, 64, -64, NJ2_M5_P64", "32, 1, 64, -64, NJ1_M4_P64"})
  void theCheapestSetThatIsGoodEnoughIsFound(double inverseMargin, int theta, long count, int failureLog2,
      String id) {
    CircuitNeeds needs = lookups(1 / inverseMargin, theta, count, failureLog2);

    Parameters found = ParameterCatalogue.cheapestFor(needs).orElseThrow();

    assertThat(found.id()).isEqualTo(id);
    assertThat(needs.metBy(found)).isTrue();
    assertThat(ParameterCatalogue.all(KeyFamily.UNIFORM)).allSatisfy(p ->
        assertThat(needs.metBy(p) && needs.costUnder(p) < needs.costUnder(found)).isFalse());
  }

  @ParameterizedTest
  @CsvSource({"BLOCK_BINARY, NJ2_M4_P64-block3", "UNROLLED, NJ2_M4_P64-unrolled"})
  void aSetOfAnotherFamilyIsFoundWhenItIsAskedForAlone(KeyFamily family, String id) {
    CircuitNeeds needs = lookups(1.0 / 64, 0, 64, -64);

    Parameters found = ParameterCatalogue.cheapestFor(family, needs).orElseThrow();

    assertThat(found.id()).isEqualTo(id);
    assertThat(needs.metBy(found)).isTrue();
    assertThat(needs.costUnder(found)).isLessThan(
        needs.costUnder(ParameterCatalogue.cheapestFor(needs).orElseThrow()));
    assertThat(ParameterCatalogue.cheapestFor(KeyFamily.UNIFORM, needs))
        .isEqualTo(ParameterCatalogue.cheapestFor(needs));
  }

  @Test
  void whoAllowsUnrolledKeysGetsTheUniformSetThatNoUnrolledOneReplaces() {
    CircuitNeeds needs = lookups(1.0 / 256, 0, 64, -64);

    Parameters found = ParameterCatalogue.cheapestFor(KeyFamily.UNROLLED, needs).orElseThrow();

    assertThat(found.id()).isEqualTo("NJ2_M6_P64");
    assertThat(ParameterCatalogue.cheapestFor(needs)).contains(found);
    assertThat(ParameterCatalogue.all(KeyFamily.UNROLLED)).noneMatch(needs::metBy);
  }

  @Test
  void needsThatNoSetMeetsFindNone() {
    assertThat(ParameterCatalogue.cheapestFor(lookups(1.0 / 8192, 0, 1, -64))).isEmpty();
  }

  @Test
  void aCircuitWithoutLookupsGetsTheSetForLinearModels() {
    CircuitNeeds needs = new CircuitNeeds(List.of(), List.of(new OutputNeed(0x1p-30, 200, 0, 64, 3)), -128);

    assertThat(ParameterCatalogue.cheapestFor(needs)).contains(ParameterCatalogue.linear());
    assertThat(needs.costUnder(ParameterCatalogue.linear())).isEqualTo(0);
  }

  @Test
  void theFailureOfAnInferenceIsTheUnionOfAllItsDecisions() {
    Parameters p = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
    double lookup = NoiseModel.lookupFailureLog2(p);
    double output = NoiseModel.failureLog2OfDecision(0x1p-8,
        9 * NoiseModel.freshVariance(p) + 4 * NoiseModel.bootstrapVarianceBound(p)
            + NoiseModel.replyRoundingVariance(p, 14));
    CircuitNeeds needs = new CircuitNeeds(
        List.of(new LookupNeed(0x1p-6, 0, p.norm2(), 0, 32), new LookupNeed(0x1p-6, 0, p.norm2(), 0, 32)),
        List.of(new OutputNeed(0x1p-8, 3, 2, 14, 2)), -1);

    assertThat(needs.failureLog2Under(p)).isCloseTo(NoiseModel.log2Sum(lookup + 6, output + 1), within(1e-9));
    assertThat(needs.lookupCount()).isEqualTo(64);
    assertThat(needs.costUnder(p)).isCloseTo(64 * ParameterCatalogue.cost(p), within(1e-9));
  }

  @Test
  void aTightOutputAloneCanRuleASetOut() {
    LookupNeed easy = new LookupNeed(0.125, 0, 1, 0, 1);
    CircuitNeeds loose = new CircuitNeeds(List.of(easy), List.of(new OutputNeed(0x1p-4, 0, 1, 32, 1)), -64);
    CircuitNeeds tight = new CircuitNeeds(List.of(easy), List.of(new OutputNeed(0x1p-9, 0, 1, 32, 1)), -64);
    Parameters small = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

    assertThat(loose.metBy(small)).isTrue();
    assertThat(tight.metBy(small)).isFalse();
    assertThat(ParameterCatalogue.cheapestFor(tight)).isPresent();
  }

  @Test
  void needsWithNothingToDecideAreRefused() {
    refused(() -> new CircuitNeeds(List.of(), List.of(), -64),
        "a circuit needs at least one look-up or one result");
  }

  @Test
  void aFailureBoundThatIsNoProbabilityIsRefused() {
    refused(() -> new CircuitNeeds(List.of(), List.of(EASY_OUTPUT), 0),
        "the log2 of a failure probability must be negative, not 0");
  }

  @ParameterizedTest
  @CsvSource({"0", "-0.1", "0.26", "NaN"})
  void aMarginOutOfRangeIsRefused(double margin) {
    refused(() -> new LookupNeed(margin, 1, 1, 0, 1),
        "a look-up's margin must be above 0 and at most 1/4, not " + margin);
    refused(() -> new OutputNeed(margin, 1, 1, 32, 1),
        "a result's margin must be above 0 and at most 1/4, not " + margin);
  }

  @ParameterizedTest
  @CsvSource({"-1", "NaN", "Infinity"})
  void aNormOutOfRangeIsRefused(double norm) {
    refused(() -> new LookupNeed(0.1, norm, 1, 0, 1), "a look-up's 2-norm over fresh ciphertexts must be");
    refused(() -> new LookupNeed(0.1, 1, norm, 0, 1),
        "a look-up's 2-norm over bootstrapped ciphertexts must be");
    refused(() -> new OutputNeed(0.1, norm, 1, 32, 1), "a result's 2-norm over fresh ciphertexts must be");
    refused(() -> new OutputNeed(0.1, 1, norm, 32, 1),
        "a result's 2-norm over bootstrapped ciphertexts must be");
  }

  @Test
  void aThetaOutOfRangeIsRefused() {
    refused(() -> new LookupNeed(0.1, 1, 1, -1, 1), "a look-up's theta must be 0 to 8, not -1");
    refused(() -> new LookupNeed(0.1, 1, 1, 9, 1), "a look-up's theta must be 0 to 8, not 9");
  }

  @Test
  void wordBitsOutOfRangeAreRefused() {
    refused(() -> new OutputNeed(0.1, 1, 1, 0, 1), "a result's word bits must be 1 to 64, not 0");
    refused(() -> new OutputNeed(0.1, 1, 1, 65, 1), "a result's word bits must be 1 to 64, not 65");
  }

  @Test
  void anEmptyGroupIsRefused() {
    refused(() -> new LookupNeed(0.1, 1, 1, 0, 0), "a group of look-ups has at least one, not 0");
    refused(() -> new OutputNeed(0.1, 1, 1, 32, 0), "a group of results has at least one, not 0");
  }

  private static void refused(Runnable construction, String message) {
    assertThatThrownBy(construction::run).isInstanceOf(NightjarException.class).hasMessageContaining(message);
  }
}
