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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterCatalogueTest {
  static List<Parameters> all() {
    return ParameterCatalogue.bootstrapped();
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

  /** Those that are searched for anew: by default one of each kind of key and table, in sweeps all. */
  static Stream<Parameters> searched() {
    boolean few = System.getProperty("nightjar.test.sets", "few").equals("few");
    Set<List<Object>> kinds = new HashSet<>();
    return newest().filter(p -> !few || kinds.add(List.of(KeyFamily.of(p), p.extensionLog2() > 0, p.pbsLevel())));
  }

  @ParameterizedTest
  @MethodSource("searched")
  void theSearchFindsNothingCheaperThanTheCatalogueSet(Parameters p) {
    assertThat(ParameterSearch.cheapest(ParameterSearch.Target.of(p), p.id())).contains(p);
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
  void everySetFailsAtMostAsOftenAsItClaimsOverTwoHundredAndFiftySixLookups(Parameters p) {
    assertThat(NoiseModel.lookupFailureLog2(p) + 8).isLessThanOrEqualTo(p.failureLog2());
  }

  @Test
  void thereIsASetForEachOfOneToFiveMessageBitsAtBothFailureBounds() {
    assertThat(first().map(Parameters::id)).containsExactly(
        "NJ1_M1_P64", "NJ1_M2_P64", "NJ1_M3_P64", "NJ1_M4_P64", "NJ1_M5_P64",
        "NJ1_M1_P128", "NJ1_M2_P128", "NJ1_M3_P128", "NJ1_M4_P128", "NJ1_M5_P128");
    assertThat(first()).allSatisfy(p -> assertThat(p.norm2()).isGreaterThanOrEqualTo(4));
  }

  @ParameterizedTest
  @EnumSource(value = KeyFamily.class, mode = EnumSource.Mode.EXCLUDE, names = "LEVELLED")
  void thereAreUniformSetsForEightBitsAndBlockBinaryOnesForSix(KeyFamily family) {
    for (int bits = 1; bits <= (family == KeyFamily.BLOCK_BINARY ? 6 : 8); bits++) {
      for (int failure : new int[] {-64, -128}) {
        assertThat(ParameterCatalogue.choose(family, bits, 1, failure).id()).isNotEmpty();
        assertThat(ParameterCatalogue.choose(family, bits, 16, failure).id()).isNotEmpty();
      }
    }
  }

  /** A set with a name of its own for a 2-norm of 16 is there because the ordinary one ends before and is cheaper. */
  @Test
  void aSetForANormOfSixteenAllowsMoreThanTheOrdinaryOneAndCostsMore() {
    assertThat(newest().filter(p -> p.id().contains("_N16"))).isNotEmpty().allSatisfy(p -> {
      assertThat(p.norm2()).isEqualTo(16);
      Parameters ordinary = ParameterCatalogue.byId(p.id().replace("_N16", ""))
          .or(() -> ParameterCatalogue.byId(p.id().replace("_N16", "").replace("NJ2", "NJ1"))).orElseThrow();
      assertThat(ordinary.norm2()).isLessThan(16);
      assertThat(ParameterCatalogue.cost(ordinary)).isLessThan(ParameterCatalogue.cost(p));
    });
  }

  @Test
  void noTwoSetsHaveTheSameNumbersAtTheSameNorm() {
    assertThat(all().stream().map(Parameters::fingerprint)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void theIdOfASetSaysItsVersionItsBitsItsBoundAndItsKey(Parameters p) {
    assertThat(p.id()).matches("NJ[12]_M" + p.messageBits() + "(_N" + Math.round(p.norm2()) + ")?_P"
        + -p.failureLog2() + (p.blockLength() == 3 ? "-block3" : "") + (p.unrolled() ? "-unrolled" : ""));
  }

  @Test
  void eachFamilyHasItsSetsAndTogetherTheyAreAll() {
    List<Parameters> uniform = ParameterCatalogue.all(KeyFamily.UNIFORM);
    List<Parameters> unrolled = ParameterCatalogue.all(KeyFamily.UNROLLED);
    List<Parameters> blocks = ParameterCatalogue.all(KeyFamily.BLOCK_BINARY);

    assertThat(uniform).isNotEmpty().allSatisfy(p -> {
      assertThat(p.blockLength()).isEqualTo(1);
      assertThat(p.unrolled()).isFalse();
    });
    assertThat(unrolled).isNotEmpty().allSatisfy(p -> {
      assertThat(p.blockLength()).isEqualTo(1);
      assertThat(p.extensionLog2()).isZero();
      assertThat(p.unrolled()).isTrue();
    });
    assertThat(blocks).isNotEmpty().allSatisfy(p -> assertThat(p.blockLength()).isEqualTo(3));
    assertThat(Stream.of(uniform, unrolled, blocks).flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(all());
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
  void unrolledSetsAreCheaperAndLargerAndNeverChosenUnlessAskedFor() {
    Parameters uniform = ParameterCatalogue.choose(4, 5, -64);
    Parameters unrolled = ParameterCatalogue.choose(KeyFamily.UNROLLED, 4, 5, -64);

    assertThat(uniform.unrolled()).isFalse();
    assertThat(unrolled.unrolled()).isTrue();
    assertThat(ParameterCatalogue.choose(KeyFamily.BLOCK_BINARY, 4, 5, -64).unrolled()).isFalse();
    assertThat(unrolled.seededKeyBytes()).isGreaterThan(uniform.seededKeyBytes());
    assertThat(ParameterCatalogue.cost(unrolled)).isLessThan(0.9 * ParameterCatalogue.cost(uniform));
  }

  /** An unrolled set is there because it is cheaper than what a uniform one of the same use costs. */
  @Test
  void everyUnrolledSetIsChosenForWhatItWasMadeFor() {
    assertThat(ParameterCatalogue.all(KeyFamily.UNROLLED)).allSatisfy(p -> {
      assertThat(ParameterCatalogue.choose(KeyFamily.UNROLLED, p.messageBits(), p.norm2(), p.failureLog2()).unrolled())
          .isTrue();
      assertThat(ParameterCatalogue.cost(p)).isLessThan(0.85 * ParameterCatalogue.cost(
          ParameterCatalogue.choose(p.messageBits(), p.norm2(), p.failureLog2())));
    });
  }

  @ParameterizedTest
  @CsvSource({"4, 5, -64, NJ2_M4_P64-unrolled", "5, 16, -128, NJ2_M5_N16_P128-unrolled", "6, 5, -64, NJ2_M6_P64",
      "8, 1, -128, NJ2_M8_P128"})
  void whoAllowsUnrolledKeysGetsAUniformSetWhereThereIsNoUnrolledOne(int messageBits, double norm2, int failureLog2,
      String id) {
    assertThat(ParameterCatalogue.choose(KeyFamily.UNROLLED, messageBits, norm2, failureLog2).id()).isEqualTo(id);
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
      "NJ2_M1_N16_P64, ca55dc5ea94dc7a2",
      "NJ2_M2_P64, 2200d5fb60dc4ac1",
      "NJ2_M5_P64, e0a85d130749b5cf",
      "NJ2_M5_N16_P64, 80d92576d063d138",
      "NJ2_M6_P64, 894945b7af11e229",
      "NJ2_M6_N16_P64, 4f470911e4e610d2",
      "NJ2_M7_P64, a05394b75f1b12f9",
      "NJ2_M7_N16_P64, 6f68c15a76f09104",
      "NJ2_M8_P64, 834f12dfbd4ba94c",
      "NJ2_M8_N16_P64, 95702e032fe183b9",
      "NJ2_M1_P128, 0882ff7653b6ae7e",
      "NJ2_M1_N16_P128, d4b3f9e6d1092922",
      "NJ2_M4_N16_P128, e9f41feeb20dd371",
      "NJ2_M5_P128, e8f03b828d08908c",
      "NJ2_M6_P128, 7c7acd1ecbcc5e62",
      "NJ2_M6_N16_P128, 9ef2d73196c2e196",
      "NJ2_M7_P128, d22b714516856cda",
      "NJ2_M8_P128, ae62b6fc25206df4",
      "NJ2_M8_N16_P128, be254015d03cdc0c",
      "NJ2_M1_P64-unrolled, 82deb4e5395a6bae",
      "NJ2_M1_N16_P64-unrolled, af26e110b7fb7424",
      "NJ2_M2_P64-unrolled, ebbb478f92668bb3",
      "NJ2_M2_N16_P64-unrolled, cf7cd043a6140f50",
      "NJ2_M3_P64-unrolled, f7e31704a3b32fa1",
      "NJ2_M4_P64-unrolled, 1db827825658f0a6",
      "NJ2_M5_P64-unrolled, 3ac906f846c7119f",
      "NJ2_M5_N16_P64-unrolled, 0d9b22e43b592166",
      "NJ2_M1_P128-unrolled, 007edab265fe8db5",
      "NJ2_M1_N16_P128-unrolled, db6bd7c89aa01aca",
      "NJ2_M2_P128-unrolled, a5b24d7578b3e250",
      "NJ2_M3_P128-unrolled, 520d93f0a91187fa",
      "NJ2_M3_N16_P128-unrolled, b543c25fd29f9300",
      "NJ2_M4_P128-unrolled, 786ab693a4d4937d",
      "NJ2_M4_N16_P128-unrolled, e50f9b85db3b2291",
      "NJ2_M5_P128-unrolled, 4f2bc59ef918f49d",
      "NJ2_M5_N16_P128-unrolled, b210503a5e554778",
      "NJ2_M1_P64-block3, 54cc140a5b6efd6d",
      "NJ2_M1_N16_P64-block3, 1bfb91bcf255a113",
      "NJ2_M2_P64-block3, 519b98e0fa17d71c",
      "NJ2_M2_N16_P64-block3, 9f53c77344d43cff",
      "NJ2_M3_P64-block3, 45fecd6ce2973a03",
      "NJ2_M4_P64-block3, fc76a1e86ffe89c9",
      "NJ2_M5_P64-block3, e73990d7d313d156",
      "NJ2_M5_N16_P64-block3, a0ddde29c91ee6ea",
      "NJ2_M6_P64-block3, e673a9cded8f6117",
      "NJ2_M6_N16_P64-block3, c52f610f7b446fa3",
      "NJ2_M1_P128-block3, d6f6fc02fc0c6f15",
      "NJ2_M1_N16_P128-block3, 128ab82523e124a0",
      "NJ2_M2_P128-block3, 77c19476b248ff07",
      "NJ2_M3_P128-block3, 173272d14235afee",
      "NJ2_M4_P128-block3, 0d26817169166fe7",
      "NJ2_M4_N16_P128-block3, a72e5e6e74fea74a",
      "NJ2_M5_P128-block3, eb79b80458352d45",
      "NJ2_M5_N16_P128-block3, 523c730ee0197290",
      "NJ2_M6_P128-block3, a7a894aee351024a",
      "NJ2_M6_N16_P128-block3, bfc3dcc0ab5be1e7"
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
  @CsvSource({"1,4,-64,NJ1_M1_P64", "1,5,-64,NJ2_M1_N16_P64", "2,16,-64,NJ1_M2_P64", "4,8,-64,NJ1_M4_P64",
      "4,5,-128,NJ1_M4_P128",
      "4,16,-128,NJ2_M4_N16_P128", "5,5,-64,NJ2_M5_P64", "5,3,-128,NJ2_M5_P128", "5,5,-128,NJ1_M5_P128",
      "6,5,-64,NJ2_M6_P64", "8,1,-128,NJ2_M8_P128"})
  void theCheapestSetThatIsGoodEnoughIsChosen(int messageBits, double norm2, int failureLog2, String id) {
    assertThat(ParameterCatalogue.choose(messageBits, norm2, failureLog2).id()).isEqualTo(id);
  }

  @Test
  void aLookupThatNoSetCanMakeIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> ParameterCatalogue.choose(8, 1000, -64))
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_COMPILABLE))
        .hasMessage("no parameter set looks up 8 message bits at 2-norm 1000.0 with failure below 2^-64:"
            + " use fewer message bits or smaller weights");
  }

  @Test
  void theSetForLinearModelsHas2048CoefficientsAndTheNoiseItsDocumentationStates() {
    Parameters p = ParameterCatalogue.linear();

    assertThat(p.polynomialSize()).isEqualTo(2048);
    assertThat(p.glweDimension()).isEqualTo(1);
    assertThat(p.glweNoise().standardDeviationLog2()).isCloseTo(-47.8, within(0.05));
  }
}
