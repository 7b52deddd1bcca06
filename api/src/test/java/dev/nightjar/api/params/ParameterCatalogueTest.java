package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterCatalogueTest {
  static List<Parameters> all() {
    return ParameterCatalogue.all();
  }

  static Stream<Parameters> ours() {
    return all().stream().filter(p -> p.id().startsWith("NJ"));
  }

  static Stream<Parameters> first() {
    return all().stream().filter(p -> p.id().startsWith("NJ1_"));
  }

  /** Sets of the version that the search of today made; those of earlier ones stay as they were published. */
  static Stream<Parameters> newest() {
    return all().stream().filter(p -> p.id().startsWith("NJ2_"));
  }

  @ParameterizedTest
  @MethodSource("newest")
  void theSearchFindsNothingCheaperThanTheCatalogueSet(Parameters p) {
    var target = ParameterSearch.Target.of(p);

    assertThat(ParameterSearch.cheapest(target).map(c -> c.named(p.id(), target))).contains(p);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everySetHas132BitsOfSecurityOnBothKeys(Parameters p) {
    assertThat(p.insecure()).isFalse();
    assertThat(p.securityBits()).isGreaterThanOrEqualTo(132);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void everySetHasTheNarrowestNoiseThatThe132BitCurveAllows(Parameters p) {
    double lwe = SecurityCurve.minimalStandardDeviationLog2(p.lweDimension(), 132, p.blockLength());
    double glwe = SecurityCurve.minimalStandardDeviationLog2(p.bigLweDimension(), 132);

    assertThat(p.lweNoise().standardDeviationLog2()).isGreaterThanOrEqualTo(lwe);
    assertThat(new TUniform(p.lweNoise().boundLog2() - 1).standardDeviationLog2()).isLessThan(lwe);
    assertThat(p.glweNoise().standardDeviationLog2()).isGreaterThanOrEqualTo(glwe);
    assertThat(new TUniform(p.glweNoise().boundLog2() - 1).standardDeviationLog2()).isLessThan(glwe);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void everySetFailsAtMostAsOftenAsItClaimsOverTwoHundredAndFiftySixLookUps(Parameters p) {
    assertThat(NoiseModel.lookUpFailureLog2(p) + 8).isLessThanOrEqualTo(p.failureLog2());
  }

  @Test
  void thereIsASetForEachOfOneToFiveMessageBitsAtBothFailureBounds() {
    assertThat(first().map(Parameters::id)).containsExactly(
        "NJ1_M1_P64", "NJ1_M2_P64", "NJ1_M3_P64", "NJ1_M4_P64", "NJ1_M5_P64",
        "NJ1_M1_P128", "NJ1_M2_P128", "NJ1_M3_P128", "NJ1_M4_P128", "NJ1_M5_P128");
    assertThat(first()).allSatisfy(p -> assertThat(p.norm2()).isGreaterThanOrEqualTo(4));
  }

  @ParameterizedTest
  @MethodSource("ours")
  void theIdOfASetSaysItsVersionItsBitsItsBoundAndItsKey(Parameters p) {
    assertThat(p.id()).matches("NJ[12]_M" + p.messageBits() + "_P" + -p.failureLog2()
        + (p.blockLength() == 3 ? "-block3" : ""));
  }

  @Test
  void eachFamilyHasItsSetsAndTogetherTheyAreAll() {
    List<Parameters> uniform = ParameterCatalogue.all(KeyFamily.UNIFORM);
    List<Parameters> blocks = ParameterCatalogue.all(KeyFamily.BLOCK_BINARY);

    assertThat(uniform).isNotEmpty().allSatisfy(p -> assertThat(p.blockLength()).isEqualTo(1));
    assertThat(blocks).isNotEmpty().allSatisfy(p -> assertThat(p.blockLength()).isEqualTo(3));
    assertThat(Stream.concat(uniform.stream(), blocks.stream())).containsExactlyInAnyOrderElementsOf(all());
  }

  @Test
  void blockBinarySetsAreCheaperAndYetNeverChosenUnlessAskedFor() {
    Parameters uniform = ParameterCatalogue.choose(4, 5, -64);
    Parameters blocks = ParameterCatalogue.choose(KeyFamily.BLOCK_BINARY, 4, 5, -64);

    assertThat(ParameterCatalogue.choose(KeyFamily.UNIFORM, 4, 5, -64)).isSameAs(uniform);
    assertThat(uniform.blockBinary()).isFalse();
    assertThat(blocks.blockBinary()).isTrue();
    assertThat(ParameterCatalogue.cost(blocks)).isLessThan(0.7 * ParameterCatalogue.cost(uniform));
  }

  @Test
  void anExtendedSetIsChosenWhereItIsCheaper() {
    Parameters p = ParameterCatalogue.choose(5, 8, -64);

    assertThat(p.extensionLog2()).isPositive();
    assertThat(ParameterCatalogue.cost(p)).isLessThan(
        ParameterCatalogue.cost(ParameterCatalogue.byId("NJ1_M5_P64").orElseThrow()));
  }

  @ParameterizedTest
  @CsvSource({
      "NJ1_M1_P64, 90a8cb9ab3930f52",
      "NJ1_M2_P64, 5be6829b1fcb2093",
      "NJ1_M3_P64, 30b88f91d269a8f3",
      "NJ1_M4_P64, d1327ef077543f5b",
      "NJ1_M5_P64, f882a261867efb6f",
      "NJ1_M1_P128, d7db9f22bf51a24d",
      "NJ1_M2_P128, 9d528df5642f3aeb",
      "NJ1_M3_P128, a715e0553fe7c4e5",
      "NJ1_M4_P128, f61adea7ef814ae3",
      "NJ1_M5_P128, 2954ea125c2db135",
      "TFHE_RS_2_2_P128, 7286c701303dd665",
      "NJ2_M5_P64, ba5ad27d714c8a27",
      "NJ2_M5_P128, e8f03b828d08908c",
      "NJ2_M4_P64-block3, ec9ed2d858cdc815",
      "NJ2_M4_P128-block3, 0d26817169166fe7"
  })
  void theFingerprintOfAPublishedSetNeverChanges(String id, String fingerprint) {
    long value = ParameterCatalogue.byId(id).orElseThrow().fingerprint();

    assertThat(String.format("%016x", value)).isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSetIsFoundByItsIdAndByItsFingerprint(Parameters p) {
    assertThat(ParameterCatalogue.byId(p.id())).containsSame(p);
    assertThat(ParameterCatalogue.byFingerprint(p.fingerprint())).containsSame(p);
  }

  @Test
  void theFingerprintIsTheBeginningOfTheSha256OfTheCanonicalTextWithoutItsId() throws Exception {
    String text = "nightjar-parameters/1 n=918 k=1 N=2048 pbs=23/1 ks=4/4 lwe=45 glwe=17 p=4 norm2=4"
        + " failure=-128";
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    long expected = new BigInteger(1, Arrays.copyOf(hash, 8)).longValue();

    assertThat(ParameterCatalogue.byId("TFHE_RS_2_2_P128").orElseThrow().fingerprint()).isEqualTo(expected);
  }

  @Test
  void anUnknownIdOrFingerprintIsNotFound() {
    assertThat(ParameterCatalogue.byId("NJ1_M9_P64")).isEmpty();
    assertThat(ParameterCatalogue.byFingerprint(0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,4,-64,NJ1_M1_P64", "1,6,-64,NJ1_M1_P128", "2,16,-64,NJ1_M2_P64", "4,8,-64,NJ1_M4_P64",
      "4,5,-128,NJ1_M4_P128", "5,5,-64,NJ2_M5_P64", "5,3,-128,NJ2_M5_P128", "5,5,-128,NJ1_M5_P128"})
  void theCheapestSetThatIsGoodEnoughIsChosen(int messageBits, double norm2, int failureLog2, String id) {
    assertThat(ParameterCatalogue.choose(messageBits, norm2, failureLog2).id()).isEqualTo(id);
  }

  @Test
  void aLookUpThatNoSetCanMakeIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> ParameterCatalogue.choose(6, 5, -64))
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_COMPILABLE))
        .hasMessage("no parameter set looks up 6 message bits at 2-norm 5.0 with failure below 2^-64:"
            + " use fewer message bits or smaller weights");
  }

  @Test
  void theSetForLinearModelsHas2048CoefficientsAndTheNoiseItsDocumentationStates() {
    Parameters p = ParameterCatalogue.linear();

    assertThat(p.polynomialSize()).isEqualTo(2048);
    assertThat(p.glweDimension()).isEqualTo(1);
    assertThat(p.glweNoise().standardDeviationLog2()).isCloseTo(-47.8, within(0.05));
  }

  @Test
  void theCostIsBootstrapPlusKeyswitchByTheDocumentedFormula() {
    Parameters p = ParameterCatalogue.byId("TFHE_RS_2_2_P128").orElseThrow();
    double bootstrap = 918 * (4 * 1.222e-3 + 4 * 2048 * 0.0832e-6);
    double keyswitch = 2048 * 4 * 919 * 0.03e-6;

    assertThat(ParameterCatalogue.cost(p)).isCloseTo(bootstrap + keyswitch, within(1e-9));
  }

  @Test
  void theCostOfAnExtendedSetIsThatOfAllItsPartsAndABlockSharesItsTransforms() {
    double transforms = 900 * 4 * 1.222e-3;
    double multiplyAdds = 900 * 4 * 2048 * 0.0832e-6;

    assertThat(CostModel.bootstrapMillis(900, 1, 2048, 1, 1, 2))
        .isCloseTo(4 * (transforms + multiplyAdds), within(1e-9));
    assertThat(CostModel.bootstrapMillis(900, 1, 2048, 1, 3, 0))
        .isCloseTo(transforms / 3 + multiplyAdds, within(1e-9));
  }

  @Test
  void aCostExistsForEverySizeThatASetMayHave() {
    double previous = 0;
    for (int size = 256; size <= 65536; size *= 2) {
      double millis = CostModel.bootstrapMillis(900, 1, size, 1, 1, 0);
      assertThat(millis / previous).isGreaterThan(1.5);
      previous = millis;
    }
  }
}
