package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static final String CANONICAL = "nightjar-parameters/1 id=custom n=862 k=1 N=2048 pbs=23/1 ks=2/8"
      + " lwe=46 glwe=17 p=4 norm2=8 failure=-128";
  private static final String UNROLLED = CANONICAL.replace("id=custom", "id=custom-unrolled")
      .replace("norm2=8", "norm2=4") + " unroll=2";

  static List<Parameters> all() {
    return ParameterCatalogue.all();
  }

  /** A good set of which a test spoils one field. */
  private static final class Draft {
    private String id = "custom";
    private int n = 862;
    private int k = 1;
    private int polynomialSize = 2048;
    private int pbsBaseLog = 23;
    private int pbsLevel = 1;
    private int ksBaseLog = 2;
    private int ksLevel = 8;
    private TUniform lweNoise = new TUniform(46);
    private TUniform glweNoise = new TUniform(17);
    private int messageBits = 4;
    private double norm2 = 8;
    private int failureLog2 = -128;
    private int blockLength = 1;
    private int extensionLog2 = 0;
    private boolean unrolled = false;

    /** A good block-binary set. */
    static Draft ofBlocks() {
      Draft draft = new Draft();
      draft.id = "custom-block3";
      draft.blockLength = 3;
      draft.n = 918;
      draft.lweNoise = new TUniform(47);
      draft.norm2 = 4;
      return draft;
    }

    /** A good unrolled set. */
    static Draft ofPairs() {
      Draft draft = new Draft();
      draft.id = "custom-unrolled";
      draft.norm2 = 4;
      draft.unrolled = true;
      return draft;
    }

    Parameters build() {
      return new Parameters(id, n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel, lweNoise,
          glweNoise, messageBits, norm2, failureLog2, blockLength, extensionLog2, unrolled);
    }

    Parameters buildForTests() {
      return Parameters.insecureForTests(id, n, k, polynomialSize, pbsBaseLog, pbsLevel, ksBaseLog, ksLevel,
          lweNoise, glweNoise, messageBits, norm2, failureLog2, blockLength, extensionLog2, unrolled);
    }

    void isRefused(String message) {
      assertThatThrownBy(this::build)
          .isInstanceOfSatisfying(NightjarException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
          .hasMessageContaining(message);
    }
  }

  @Test
  void aGoodSetIsAccepted() {
    Parameters p = new Draft().build();

    assertThat(p.requireSecure()).isSameAs(p);
    assertThat(p.bigLweDimension()).isEqualTo(2048);
    assertThat(p.securityBits()).isBetween(132.0, 133.0);
  }

  @Test
  void theSizesOfKeysFollowFromTheShape() {
    Draft draft = new Draft();
    draft.k = 2;
    draft.polynomialSize = 1024;
    draft.pbsLevel = 2;
    draft.pbsBaseLog = 15;
    draft.messageBits = 3;
    Parameters p = draft.build();

    assertThat(p.bootstrappingKeyBytes()).isEqualTo(862L * 2 * 3 * 3 * 1024 * 8);
    assertThat(p.keyswitchingKeyBytes()).isEqualTo(2048L * 8 * 863 * 8);
    assertThat(p.seededKeyBytes()).isEqualTo(862L * 2 * 3 * 1024 * 8 + 2048L * 8 * 8 + 32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "a/b", "ä", "123456789012345678901234567890123", "a\n"})
  void anIdWithOtherCharactersOrTooLongIsRefused(String id) {
    Draft draft = new Draft();
    draft.id = id;
    draft.isRefused("the id of a parameter set must match");
  }

  @Test
  void aMissingIdIsRefused() {
    Draft draft = new Draft();
    draft.id = null;
    draft.isRefused("the id of a parameter set must match");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 16385})
  void anLweDimensionOutOfRangeIsRefused(int n) {
    Draft draft = new Draft();
    draft.n = n;
    draft.isRefused("custom: the LWE dimension n must be 1 to 16384, not " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17})
  void aGlweDimensionOutOfRangeIsRefused(int k) {
    Draft draft = new Draft();
    draft.k = k;
    draft.isRefused("custom: the GLWE dimension k must be 1 to 16, not " + k);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2048, 0, 128, 131072})
  void aPolynomialSizeOutOfRangeIsRefused(int size) {
    Draft draft = new Draft();
    draft.polynomialSize = size;
    draft.isRefused("custom: the polynomial size N must be 256 to 65536, not " + size);
  }

  @Test
  void aPolynomialSizeThatIsNoPowerOfTwoIsRefused() {
    Draft draft = new Draft();
    draft.polynomialSize = 2047;
    draft.isRefused("custom: the polynomial size N must be a power of two, not 2047");
  }

  @Test
  void aBigKeyThatIsTooLongIsRefused() {
    Draft draft = new Draft();
    draft.k = 2;
    draft.polynomialSize = 65536;
    draft.isRefused("custom: the big LWE dimension kN must be 256 to 65536, not 131072");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32})
  void aBaseLogOutOfRangeIsRefused(int baseLog) {
    Draft pbs = new Draft();
    pbs.pbsBaseLog = baseLog;
    pbs.isRefused("custom: the PBS base log must be 1 to 31, not " + baseLog);
    Draft ks = new Draft();
    ks.ksBaseLog = baseLog;
    ks.isRefused("custom: the keyswitch base log must be 1 to 31, not " + baseLog);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void aLevelOutOfRangeIsRefused(int level) {
    Draft pbs = new Draft();
    pbs.pbsLevel = level;
    pbs.isRefused("custom: the PBS level must be 1 to 63, not " + level);
    Draft ks = new Draft();
    ks.ksLevel = level;
    ks.isRefused("custom: the keyswitch level must be 1 to 63, not " + level);
  }

  @Test
  void aDecompositionOfMoreBitsThanAWordHasIsRefused() {
    Draft pbs = new Draft();
    pbs.pbsBaseLog = 16;
    pbs.pbsLevel = 4;
    pbs.isRefused("custom: the PBS decomposition takes 16 x 4 = 64 bits where at most 63");
    Draft ks = new Draft();
    ks.ksBaseLog = 8;
    ks.isRefused("custom: the keyswitch decomposition takes 8 x 8 = 64 bits where at most 63");
  }

  @Test
  void missingNoiseIsRefused() {
    Draft lwe = new Draft();
    lwe.lweNoise = null;
    lwe.isRefused("custom: both the LWE noise and the GLWE noise must be given");
    Draft glwe = new Draft();
    glwe.glweNoise = null;
    glwe.isRefused("custom: both the LWE noise and the GLWE noise must be given");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void aNumberOfMessageBitsOutOfRangeIsRefused(int bits) {
    Draft draft = new Draft();
    draft.messageBits = bits;
    draft.isRefused("custom: the number of message bits must be 1 to 8, not " + bits);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, -1, 1048577, Double.NaN, Double.POSITIVE_INFINITY})
  void aNormOutOfRangeIsRefused(double norm2) {
    Draft draft = new Draft();
    draft.norm2 = norm2;
    draft.isRefused("custom: the 2-norm must be 1 to 1048576, not " + norm2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64, -1025})
  void aFailureBoundOutOfRangeIsRefused(int failureLog2) {
    Draft draft = new Draft();
    draft.failureLog2 = failureLog2;
    draft.isRefused("custom: the log2 of the failure probability must be -1024 to -1, not " + failureLog2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, 0, 2, 4, 918})
  void aBlockLengthThatWasNotEstimatedIsRefused(int blockLength) {
    Draft draft = Draft.ofBlocks();
    draft.blockLength = blockLength;
    draft.isRefused("custom-block3: blocks of the LWE key must have length 1 or 3, not " + blockLength);
  }

  @ParameterizedTest
  @ValueSource(ints = {916, 917, 919})
  void anLweDimensionThatIsNotAMultipleOfTheBlockLengthIsRefused(int n) {
    Draft draft = Draft.ofBlocks();
    draft.n = n;
    draft.isRefused("custom-block3: the LWE dimension n must be a multiple of the block length 3, not " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, 31, 32})
  void anExtensionOutOfRangeIsRefused(int extensionLog2) {
    Draft draft = new Draft();
    draft.extensionLog2 = extensionLog2;
    draft.isRefused("custom: the log2 of the extension must be 0 to 5, not " + extensionLog2);
  }

  @Test
  void aTableThatIsTooLongIsRefused() {
    Draft draft = new Draft();
    draft.polynomialSize = 4096;
    draft.extensionLog2 = 5;
    draft.isRefused("custom: the table size 2^ν N must be 256 to 65536, not 131072");
  }

  @Test
  void aBlockBinarySetMustSaySoInItsId() {
    Draft draft = Draft.ofBlocks();
    draft.id = "custom";
    draft.isRefused("custom: the id of a block-binary set must end in -block3, so that nobody uses one unawares:"
        + " call it custom-block3");
  }

  @Test
  void anOrdinarySetMustNotSayThatItIsBlockBinary() {
    Draft draft = new Draft();
    draft.id = "custom-block3";
    draft.isRefused("custom-block3: only the id of a block-binary set ends in -block3");
  }

  @ParameterizedTest
  @ValueSource(ints = {861, 863})
  void anUnrolledSetOfAnOddDimensionIsRefused(int n) {
    Draft draft = Draft.ofPairs();
    draft.n = n;
    draft.isRefused("custom-unrolled: the LWE dimension n of an unrolled set must be even, not " + n);
  }

  @ParameterizedTest
  @ValueSource(strings = {"custom-block3", "custom-unrolled"})
  void anUnrolledSetWithBlocksIsRefused(String id) {
    Draft draft = Draft.ofBlocks();
    draft.id = id;
    draft.unrolled = true;
    draft.isRefused(id + ": a set has blocks or an unrolled key, not both: choose block length 1");
  }

  @Test
  void anUnrolledSetMustSaySoInItsId() {
    Draft draft = Draft.ofPairs();
    draft.id = "custom";
    draft.isRefused("custom: the id of an unrolled set must end in -unrolled: call it custom-unrolled");
  }

  @Test
  void noOtherSetMustSayThatItIsUnrolled() {
    Draft draft = new Draft();
    draft.id = "custom-unrolled";
    draft.isRefused("custom-unrolled: only the id of an unrolled set ends in -unrolled: choose another id");
  }

  @Test
  void theBootstrappingKeyOfAnUnrolledSetHoldsHalfAsManyCiphertextsMore() {
    Parameters p = Draft.ofPairs().build();
    Parameters ordinary = new Draft().build();

    assertThat(ordinary.unrolled()).isFalse();
    assertThat(ordinary.ggswCount()).isEqualTo(862);
    assertThat(Draft.ofBlocks().build().ggswCount()).isEqualTo(918);
    assertThat(p.unrolled()).isTrue();
    assertThat(p.blockBinary()).isFalse();
    assertThat(p.ggswCount()).isEqualTo(862 + 431);
    assertThat(p.bootstrappingKeyBytes()).isEqualTo(1293L * 2 * 2 * 2048 * 8);
    assertThat(p.keyswitchingKeyBytes()).isEqualTo(ordinary.keyswitchingKeyBytes());
    assertThat(p.seededKeyBytes()).isEqualTo(1293L * 2 * 2048 * 8 + 2048L * 8 * 8 + 32);
    assertThat(p.securityBits()).isEqualTo(ordinary.securityBits());
  }

  @Test
  void aShorterConstructorMakesASetWithoutProducts() {
    Draft d = new Draft();
    assertThat(new Parameters(d.id, d.n, d.k, d.polynomialSize, d.pbsBaseLog, d.pbsLevel, d.ksBaseLog, d.ksLevel,
        d.lweNoise, d.glweNoise, d.messageBits, d.norm2, d.failureLog2, 1, 0)).isEqualTo(d.build());
    assertThat(new Parameters(d.id, d.n, d.k, d.polynomialSize, d.pbsBaseLog, d.pbsLevel, d.ksBaseLog, d.ksLevel,
        d.lweNoise, d.glweNoise, d.messageBits, d.norm2, d.failureLog2)).isEqualTo(d.build());
  }

  @Test
  void aGoodBlockBinarySetAndAGoodExtendedSetAreAccepted() {
    Parameters blocks = Draft.ofBlocks().build();
    Draft draft = new Draft();
    draft.extensionLog2 = 2;
    Parameters extended = draft.build();

    assertThat(blocks.blockBinary()).isTrue();
    assertThat(blocks.tableSize()).isEqualTo(2048);
    assertThat(blocks.securityBits()).isBetween(132.0, 133.0);
    assertThat(extended.blockBinary()).isFalse();
    assertThat(extended.tableSize()).isEqualTo(8192);
    assertThat(extended.bigLweDimension()).isEqualTo(2048);
    assertThat(extended.seededKeyBytes()).isEqualTo(new Draft().build().seededKeyBytes());
  }

  @Test
  void aBlockBinaryKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    Draft draft = Draft.ofBlocks();
    draft.lweNoise = new TUniform(46);
    draft.isRefused("custom-block3: the block-binary LWE key (n = 918, noise TUniform(46)) has 126.7 bits of security"
        + " where 128 are required: use TUniform(47) or a larger n");
  }

  /** tfhe-go's sets for 2 and for 3 and 4 bits (at d = 3), TFHEpp's (d = 2): the narrowest noise not below theirs. */
  @ParameterizedTest
  @CsvSource({"687, -15.53", "819, -18.60", "630, -13.40"})
  void dimensionsAndNoiseOfOtherLibrariesBlockBinarySetsAreRefused(int n, double noiseLog2) {
    Draft draft = Draft.ofBlocks();
    draft.n = n;
    draft.lweNoise = TUniform.atLeast(noiseLog2);
    draft.isRefused("custom-block3: the block-binary LWE key (n = " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {597, 1203})
  void aBlockBinaryKeyOutsideOfTheEstimateIsRefusedAndHasNoFigure(int n) {
    Draft draft = Draft.ofBlocks();
    draft.n = n;
    draft.lweNoise = new TUniform(60);
    draft.isRefused("custom-block3: the block-binary LWE key has dimension n = " + n
        + ", and block-binary keys were estimated for 600 to 1200 alone");
    draft.id = "insecure-block3";
    assertThat(draft.buildForTests().securityBits()).isEqualTo(0);
  }

  @Test
  void theGlweKeyOfABlockBinarySetIsUniformAndJudgedAsSuch() {
    Draft draft = Draft.ofBlocks();
    draft.glweNoise = new TUniform(14);
    draft.isRefused("custom-block3: the GLWE key (kN = 2048, noise TUniform(14)) has 125.9 bits");
  }

  @Test
  void anLweKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    Draft draft = new Draft();
    draft.lweNoise = new TUniform(45);
    draft.isRefused("custom: the LWE key (n = 862, noise TUniform(45)) has 126.1 bits of security where"
        + " 128 are required: use TUniform(46) or a larger n");
  }

  @Test
  void aGlweKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    Draft draft = new Draft();
    draft.glweNoise = new TUniform(14);
    draft.isRefused("custom: the GLWE key (kN = 2048, noise TUniform(14)) has 125.9 bits of security where"
        + " 128 are required: use TUniform(15) or a larger kN");
  }

  @Test
  void theRemedyForAWeakKeyIsAccepted() {
    Draft draft = new Draft();
    draft.glweNoise = new TUniform(16);

    assertThat(draft.build().securityBits()).isGreaterThanOrEqualTo(128);
  }

  @Test
  void aKeyShorterThanTheSecurityCurveIsRefused() {
    Draft lwe = new Draft();
    lwe.n = 449;
    lwe.isRefused("custom: the LWE key has dimension n = 449, and nothing is known to be secure below 450");
    Draft glwe = new Draft();
    glwe.polynomialSize = 256;
    glwe.isRefused("custom: the GLWE key has dimension kN = 256, and nothing is known to be secure below");
  }

  @Test
  void aSetThatFailsMoreOftenThanItClaimsIsRefusedWithTheFigure() {
    Draft draft = new Draft();
    draft.messageBits = 5;
    draft.isRefused("custom: a look-up of 5 message bits at 2-norm 8.0 fails with probability 2^-34.");
  }

  @Test
  void anInsecureSetIsFlaggedAndRefusedByProduction() {
    Draft draft = new Draft();
    draft.id = "insecure-toy";
    draft.n = 10;
    draft.polynomialSize = 256;
    Parameters toy = draft.buildForTests();

    assertThat(toy.insecure()).isTrue();
    assertThat(toy.securityBits()).isEqualTo(0);
    assertThatThrownBy(toy::requireSecure).isInstanceOf(NightjarException.class)
        .hasMessageContaining("insecure-toy is for tests only");
    assertThatThrownBy(() -> Parameters.parse(toy.canonical())).isInstanceOf(NightjarException.class)
        .hasMessageContaining("insecure-toy is for tests only");
  }

  @Test
  void anInsecureSetThatIsInconsistentIsRefusedToo() {
    Draft draft = new Draft();
    draft.id = "insecure-toy";
    draft.polynomialSize = 1000;
    assertThatThrownBy(draft::buildForTests).isInstanceOf(NightjarException.class)
        .hasMessageContaining("power of two");
  }

  @Test
  void anInsecureSetMustSaySoInItsId() {
    assertThatThrownBy(() -> new Draft().buildForTests()).isInstanceOf(NightjarException.class)
        .hasMessage("the id of an insecure parameter set must start with insecure-, not custom");
  }

  @Test
  void theCanonicalTextHoldsEveryField() {
    assertThat(new Draft().build().canonical()).isEqualTo(CANONICAL);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCanonicalTextOfEverySetIsReadBack(Parameters p) {
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void blocksAndExtensionStandAtTheEndOfTheCanonicalText() {
    Draft draft = Draft.ofBlocks();
    draft.extensionLog2 = 1;
    Parameters p = draft.build();

    assertThat(p.canonical()).isEqualTo("nightjar-parameters/1 id=custom-block3 n=918 k=1 N=2048 pbs=23/1 ks=2/8"
        + " lwe=47 glwe=17 p=4 norm2=4 failure=-128 block=3 extension=1");
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @ParameterizedTest
  @CsvSource({"0, ' unroll=2'", "1, ' extension=1 unroll=2'"})
  void theProductsStandBehindTheExtensionInTheCanonicalText(int extensionLog2, String end) {
    Draft draft = Draft.ofPairs();
    draft.extensionLog2 = extensionLog2;
    Parameters p = draft.build();

    assertThat(p.canonical()).isEqualTo("nightjar-parameters/1 id=custom-unrolled n=862 k=1 N=2048 pbs=23/1 ks=2/8"
        + " lwe=46 glwe=17 p=4 norm2=4 failure=-128" + end);
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void aFractionalNormIsReadBackExactly() {
    Draft draft = new Draft();
    draft.norm2 = Math.sqrt(5);
    Parameters p = draft.build();

    assertThat(p.canonical()).doesNotContain("E");
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  static List<String> otherTexts() {
    return List.of(
        "",
        CANONICAL.replace("parameters/1", "parameters/2"),
        CANONICAL.replace("n=862", "n=0862"),
        CANONICAL.replace("n=862", "n=+862"),
        CANONICAL.replace("n=862", "n=9999999999"),
        CANONICAL.replace("norm2=8", "norm2=8.0"),
        CANONICAL.replace("norm2=8", "norm2=8e0"),
        CANONICAL.replace("failure=-128", "failure=128"),
        CANONICAL.replace(" failure=-128", ""),
        CANONICAL.replace("id=custom n=862", "n=862 id=custom"),
        CANONICAL.replace(" id=", "  id="),
        CANONICAL + " block=1",
        CANONICAL + " extension=0",
        CANONICAL.replace("id=custom n=862", "id=custom-block3 n=918").replace("lwe=46", "lwe=47")
            .replace("norm2=8", "norm2=4") + " extension=1 block=3",
        UNROLLED.replace("unroll=2", "unroll=1"),
        UNROLLED.replace("unroll=2", "unroll=3"),
        UNROLLED.replace("unroll=2", "unroll=02"),
        UNROLLED.replace("unroll=2", "unroll"),
        UNROLLED + " unroll=2",
        UNROLLED + " extension=1",
        CANONICAL + " ",
        CANONICAL + "\n",
        " " + CANONICAL);
  }

  @ParameterizedTest
  @MethodSource("otherTexts")
  void anyOtherTextIsRefused(String text) {
    assertThatThrownBy(() -> Parameters.parse(text))
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
        .hasMessageStartingWith("not the canonical text of a parameter set: ");
  }

  @Test
  void aHugeTextIsRefusedWithAShortMessage() {
    assertThatThrownBy(() -> Parameters.parse(CANONICAL + "0".repeat(1_000_000)))
        .isInstanceOf(NightjarException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void aWellFormedTextOfAWeakSetIsRefused() {
    assertThatThrownBy(() -> Parameters.parse(CANONICAL.replace("lwe=46", "lwe=40")))
        .isInstanceOf(NightjarException.class).hasMessageContaining("bits of security");
  }

  @Test
  void theFingerprintDependsOnEveryNumberAndNotOnTheId() {
    Parameters p = new Draft().build();
    Draft renamed = new Draft();
    renamed.id = "other";

    assertThat(renamed.build().fingerprint()).isEqualTo(p.fingerprint());
    List<String> changes = List.of("n=863", "k=2", "N=4096", "pbs=22/1", "ks=2/9", "lwe=47", "glwe=18", "p=3",
        "norm2=7", "failure=-127");
    assertThat(changes).allSatisfy(change -> {
      String field = change.substring(0, change.indexOf('=') + 1);
      Parameters other = ParameterText.parse(CANONICAL.replace("id=custom", "id=insecure-custom")
          .replaceFirst(" " + field + "\\S+", " " + change));
      assertThat(other.fingerprint()).isNotEqualTo(p.fingerprint());
    });
    Draft blocks = Draft.ofBlocks();
    Draft uniform = Draft.ofBlocks();
    uniform.id = "insecure-custom";
    uniform.blockLength = 1;
    Draft extended = new Draft();
    extended.extensionLog2 = 1;
    assertThat(blocks.build().fingerprint()).isNotEqualTo(uniform.buildForTests().fingerprint());
    assertThat(extended.build().fingerprint()).isNotEqualTo(p.fingerprint());
    Draft pairs = Draft.ofPairs();
    Draft single = Draft.ofPairs();
    single.id = "custom";
    single.unrolled = false;
    assertThat(pairs.build().fingerprint()).isNotEqualTo(single.build().fingerprint());
  }
}
