package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelledTest {
  private static final Gadget SWITCH = new Gadget(13, 3);
  private static final Gadget MASK = new Gadget(7, 3);
  private static final Gadget BODY = new Gadget(7, 2);
  private static final ExpansionStep TWO = new ExpansionStep(2, new Gadget(5, 9));
  private static final ExpansionStep FOUR = new ExpansionStep(4, new Gadget(7, 6));
  private static final List<ExpansionStep> STEPS = List.of(TWO, FOUR, TWO, FOUR);

  static List<Parameters> sets() {
    return ParameterCatalogue.all(KeyFamily.LEVELLED);
  }

  @Test
  void threeSetsOfTheCatalogueHaveNamesOfTheirOwn() {
    assertThat(sets()).extracting(Parameters::id).startsWith("NJL1_M", "NJL1_P", "NJL1_L");
    assertThat(sets()).startsWith(ParameterCatalogue.levelledShallow(), ParameterCatalogue.levelled(),
        ParameterCatalogue.levelledDeep());
    assertThat(sets()).doesNotContainAnyElementsOf(ParameterCatalogue.bootstrapped());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aLevelledSetIsAsHardAsTheOthersAndItsKeySmall(Parameters p) {
    assertThat(p.securityBits()).isGreaterThanOrEqualTo(SecurityCurve.TARGET_BITS);
    assertThat(p.glweKey().secret()).isEqualTo(SecretDistribution.TERNARY);
    assertThat(p.bootstraps()).isFalse();
    assertThat(p.insecure()).isFalse();
    assertThat(p.requireSecure()).isSameAs(p);
    assertThat(p.unrolled()).isFalse();
    assertThat(p.blockBinary()).isFalse();
    assertThat(p.levelled().orElseThrow().slotsLog2()).isBetween(7, 9);
    assertThat(p.seededKeyBytes()).isBetween(1_000_000L, 1_300_000L);
  }

  @ParameterizedTest
  @CsvSource({"NJL1_M, 1_278_008", "NJL1_P, 1_179_680", "NJL1_L, 1_245_216"})
  void aSeededKeyHasTheseBytes(String id, String bytes) {
    Parameters p = ParameterCatalogue.byId(id).orElseThrow();
    long rows = p.levelled().orElseThrow().automorphismRows() + 3L;

    assertThat(p.seededKeyBytes()).isEqualTo(rows * 2048 * 8 + 32);
    assertThat((double) p.seededKeyBytes()).isCloseTo(Double.parseDouble(bytes.replace("_", "")),
        org.assertj.core.data.Percentage.withPercentage(0.1));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aLevelledSetHasNothingOfWhatBootstrapsNeed(Parameters p) {
    for (ThrowingCallable call : Arrays.<ThrowingCallable>asList(p::bootstrapping, p::promise, p::lweDimension,
        p::pbsBaseLog, p::pbsLevel, p::ksBaseLog, p::ksLevel, p::lweNoise, p::messageBits, p::norm2, p::failureLog2,
        p::blockLength, p::extensionLog2, p::tableSize, p::ggswCount, p::bootstrappingKeyBytes,
        p::keyswitchingKeyBytes, () -> NoiseModel.bootstrapVariance(p), () -> ParameterCatalogue.cost(p))) {
      Refusals.assertRefused(ErrorCode.INVALID_PARAMETERS, call, p.id() + " is a levelled set");
    }
  }

  @Test
  void noSetForLookupsIsEverALevelledOne() {
    Refusals.assertRefused(ErrorCode.NOT_COMPILABLE, () -> ParameterCatalogue.choose(KeyFamily.LEVELLED, 2, 1, -64));
    CircuitNeeds lookups = new CircuitNeeds(List.of(new LookupNeed(1 / 16.0, 1, 1, 0, 1)), List.of(), -64);
    assertThat(ParameterCatalogue.cheapestFor(KeyFamily.LEVELLED, lookups)).isEmpty();
  }

  @Test
  void aSetWithBootstrapsIsNotLevelledAndItsKeyIsBinary() {
    assertThat(ParameterCatalogue.bootstrapped()).hasSize(67).allSatisfy(p -> {
      assertThat(p.levelled()).isEmpty();
      assertThat(p.glweKey().secret()).isEqualTo(SecretDistribution.BINARY);
    });
  }

  @Test
  void theStepsSayWhichAutomorphismsTheyTake() {
    Levelled levelled = new Levelled(STEPS, SWITCH, MASK, BODY);

    assertThat(levelled.slotsLog2()).isEqualTo(6);
    assertThat(levelled.doublingsBefore(0)).isZero();
    assertThat(levelled.doublingsBefore(3)).isEqualTo(4);
    assertThat(levelled.galoisElements(0, 2048)).containsExactly(2049);
    assertThat(levelled.galoisElements(1, 2048)).containsExactly(1025, 513, 1025 * 513 % 4096);
    assertThat(levelled.galoisElements(2, 2048)).containsExactly(257);
    assertThat(levelled.galoisElements(3, 2048)).containsExactly(129, 65, 129 * 65 % 4096);
    assertThat(levelled.automorphismRows()).isEqualTo(9 + 18 + 9 + 18);
    assertThat(levelled.rows()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "21, 1", "22, 2", "42, 2", "43, 3", "262144, 12288"})
  void aQueryHasRoomForItsSlots(int bits, int ciphertexts) {
    assertThat(new Levelled(STEPS, SWITCH, MASK, BODY).ciphertexts(bits)).isEqualTo(ciphertexts);
  }

  @Test
  void bodyRowsAreEveryFewSlots() {
    Levelled same = new Levelled(STEPS, SWITCH, MASK, BODY);
    Levelled wide = new Levelled(STEPS, SWITCH, new Gadget(5, 4), new Gadget(10, 2));

    assertThat(new int[] {same.bodySlot(1), same.bodySlot(2)}).containsExactly(0, 1);
    assertThat(new int[] {wide.bodySlot(1), wide.bodySlot(2)}).containsExactly(1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 0, 1, 3, 8})
  void anArityOtherThanTwoOrFourIsRefused(int arity) {
    refused(() -> new ExpansionStep(arity, BODY), "arity", String.valueOf(arity));
  }

  @Test
  void whatIsMissingIsRefused() {
    refused(() -> new ExpansionStep(2, null), "decomposition of an expansion step");
    refused(() -> new Levelled(null, SWITCH, MASK, BODY), "expansion must be given");
    refused(() -> new Levelled(STEPS, null, MASK, BODY), "scheme switch must be given");
    refused(() -> new Levelled(STEPS, SWITCH, null, BODY), "mask must be given");
    refused(() -> new Levelled(STEPS, SWITCH, MASK, null), "body must be given");
    refused(() -> new GlweKeyParameters(1, 2048, new TUniform(17), null), "distribution");
    refused(() -> new Parameters("x", new GlweKeyParameters(1, 2048, new TUniform(17)), (Levelled) null), "levelled");
  }

  @Test
  void anExpansionOfNoDoublingOrTooManyIsRefused() {
    refused(() -> new Levelled(List.of(), SWITCH, MASK, BODY), "doublings", "not 0");
    refused(() -> new Levelled(Collections.nCopies(11, TWO), SWITCH, MASK, BODY), "doublings", "not 11");
  }

  @Test
  void aBodyThatDoesNotFitTheSlotsIsRefused() {
    refused(() -> new Levelled(STEPS, SWITCH, MASK, new Gadget(8, 2)), "multiple of the mask's 7", "not 8");
    refused(() -> new Levelled(STEPS, SWITCH, MASK, new Gadget(14, 2)), "every 2th slot", "3 slots");
    refused(() -> new Levelled(STEPS, SWITCH, MASK, new Gadget(7, 4)), "3 slots");
  }

  @Test
  void slotsThatAreNoTorusWordsAreRefused() {
    refused(() -> new Levelled(STEPS, SWITCH, new Gadget(30, 2), new Gadget(30, 1)), "2^-66");
  }

  @Test
  void aSetThatDoesNotFitIsRefused() {
    Levelled levelled = new Levelled(STEPS, SWITCH, MASK, BODY);
    refused(() -> Parameters.builder("x").glweKey(2, 2048, new TUniform(17), SecretDistribution.TERNARY)
        .levelled(levelled).build(), "dimension k of 1, not 2");
    refused(() -> Parameters.builder("insecure-x").glweKey(1, 256, new TUniform(17), SecretDistribution.TERNARY)
        .levelled(new Levelled(Collections.nCopies(8, TWO), SWITCH, MASK, BODY)).build(), "2^8 ciphertexts", "256");
    refused(() -> Parameters.builder("x").glweKey(1, 2048, new TUniform(10), SecretDistribution.TERNARY)
        .levelled(levelled).build(), "bits of security");
    refused(() -> Parameters.builder("NJL1_P").glweKey(1, 2048, new TUniform(17), SecretDistribution.TERNARY)
        .levelled(levelled).build(), "NJL1_P is the name of a set of the catalogue");
    refused(() -> Parameters.builder("x").levelled(levelled).build(), "GLWE key must be given");
  }

  @Test
  void aSetIsForBootstrapsOrLevelledButNotBoth() {
    Levelled levelled = new Levelled(STEPS, SWITCH, MASK, BODY);
    for (ParametersBuilder both : List.of(Parameters.builder("x").lweKey(800, new TUniform(40)),
        Parameters.builder("x").bootstrap(23, 1), Parameters.builder("x").keyswitch(3, 5),
        Parameters.builder("x").promise(2, 4, -64))) {
      refused(() -> both.glweKey(1, 2048, new TUniform(17)).levelled(levelled).build(), "a GLWE key alone");
    }
    refused(() -> Parameters.builder("x").glweKey(1, 2048, new TUniform(17), SecretDistribution.TERNARY)
        .lweKey(918, new TUniform(46)).bootstrap(23, 1).keyswitch(2, 8).promise(4, 4, -64).build(),
        "binary GLWE key, not a ternary one");
  }

  @ParameterizedTest
  @MethodSource("sets")
  void theCanonicalTextIsReadBackAndNothingLikeItIs(Parameters p) {
    String text = p.canonical();
    List<String> bad = new ArrayList<>(List.of(text + " ", text.replace("k=1", "k=01"), text.replace("k=1 ", ""),
        text.replace("ternary", "gaussian"), text.replace("ternary", "TERNARY"), text.replace("switch=", "Switch="),
        text.replace("2:5", "3:5"), text.replace("2:5", "2:05"), text.replace(" mask", ",2:5/9 mask"),
        text.replace("parameters/2", "parameters/3"), text.replace("body=", "body= "), text + "0".repeat(600)));

    assertThat(Parameters.parse(text)).isEqualTo(p).hasSameHashCodeAs(p).hasToString(text);
    assertThat(Parameters.parse(text.replace(p.id(), "own")).fingerprint()).isEqualTo(p.fingerprint());
    assertThat(bad).allSatisfy(other -> refused(() -> Parameters.parse(other), ""));
  }

  private static void refused(ThrowingCallable call, String... words) {
    Refusals.assertRefused(ErrorCode.INVALID_PARAMETERS, call, words);
  }
}
