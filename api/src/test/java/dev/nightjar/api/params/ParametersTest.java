package dev.nightjar.api.params;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  @Test
  void aGoodSetIsAccepted() {
    Parameters p = new ParameterDraft().build();

    assertThat(p.requireSecure()).isSameAs(p);
    assertThat(p.bigLweDimension()).isEqualTo(2048);
    assertThat(p.securityBits()).isBetween(132.0, 133.0);
  }

  @Test
  void theSizesOfKeysFollowFromTheShape() {
    ParameterDraft draft = new ParameterDraft();
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
    ParameterDraft draft = new ParameterDraft();
    draft.id = id;
    draft.isRefused("the id of a parameter set must match");
  }

  @Test
  void aMissingIdIsRefused() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = null;
    draft.isRefused("the id of a parameter set must match");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 16385})
  void anLweDimensionOutOfRangeIsRefused(int n) {
    ParameterDraft draft = new ParameterDraft();
    draft.n = n;
    draft.isRefused("custom: the LWE dimension n must be 1 to 16384, not " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17})
  void aGlweDimensionOutOfRangeIsRefused(int k) {
    ParameterDraft draft = new ParameterDraft();
    draft.k = k;
    draft.isRefused("custom: the GLWE dimension k must be 1 to 16, not " + k);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2048, 0, 128, 131072})
  void aPolynomialSizeOutOfRangeIsRefused(int size) {
    ParameterDraft draft = new ParameterDraft();
    draft.polynomialSize = size;
    draft.isRefused("custom: the polynomial size N must be 256 to 65536, not " + size);
  }

  @Test
  void aPolynomialSizeThatIsNoPowerOfTwoIsRefused() {
    ParameterDraft draft = new ParameterDraft();
    draft.polynomialSize = 2047;
    draft.isRefused("custom: the polynomial size N must be a power of two, not 2047");
  }

  @Test
  void aBigKeyThatIsTooLongIsRefused() {
    ParameterDraft draft = new ParameterDraft();
    draft.k = 2;
    draft.polynomialSize = 65536;
    draft.isRefused("custom: the big LWE dimension kN must be 256 to 65536, not 131072");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32})
  void aBaseLogOutOfRangeIsRefused(int baseLog) {
    ParameterDraft pbs = new ParameterDraft();
    pbs.pbsBaseLog = baseLog;
    pbs.isRefused("custom: PBS: the decomposition base log must be 1 to 31, not " + baseLog);
    ParameterDraft ks = new ParameterDraft();
    ks.ksBaseLog = baseLog;
    ks.isRefused("custom: keyswitch: the decomposition base log must be 1 to 31, not " + baseLog);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void aLevelOutOfRangeIsRefused(int level) {
    ParameterDraft pbs = new ParameterDraft();
    pbs.pbsLevel = level;
    pbs.isRefused("custom: PBS: the decomposition level must be 1 to 63, not " + level);
    ParameterDraft ks = new ParameterDraft();
    ks.ksLevel = level;
    ks.isRefused("custom: keyswitch: the decomposition level must be 1 to 63, not " + level);
  }

  @Test
  void aDecompositionOfMoreBitsThanAWordHasIsRefused() {
    ParameterDraft pbs = new ParameterDraft();
    pbs.pbsBaseLog = 16;
    pbs.pbsLevel = 4;
    pbs.isRefused("custom: PBS: the decomposition takes 16 x 4 = 64 bits where at most 63");
    ParameterDraft ks = new ParameterDraft();
    ks.ksBaseLog = 8;
    ks.isRefused("custom: keyswitch: the decomposition takes 8 x 8 = 64 bits where at most 63");
  }

  @Test
  void missingNoiseIsRefused() {
    ParameterDraft lwe = new ParameterDraft();
    lwe.lweNoise = null;
    lwe.isRefused("custom: the noise of the LWE key must be given");
    ParameterDraft glwe = new ParameterDraft();
    glwe.glweNoise = null;
    glwe.isRefused("custom: the noise of the GLWE key must be given");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void aNumberOfMessageBitsOutOfRangeIsRefused(int bits) {
    ParameterDraft draft = new ParameterDraft();
    draft.messageBits = bits;
    draft.isRefused("custom: the number of message bits must be 1 to 8, not " + bits);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, -1, 1048577, Double.NaN, Double.POSITIVE_INFINITY})
  void aNormOutOfRangeIsRefused(double norm2) {
    ParameterDraft draft = new ParameterDraft();
    draft.norm2 = norm2;
    draft.isRefused("custom: the 2-norm must be 1 to 1048576, not " + norm2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64, -1025})
  void aFailureBoundOutOfRangeIsRefused(int failureLog2) {
    ParameterDraft draft = new ParameterDraft();
    draft.failureLog2 = failureLog2;
    draft.isRefused("custom: the log2 of the failure probability must be -1024 to -1, not " + failureLog2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, 31, 32})
  void anExtensionOutOfRangeIsRefused(int extensionLog2) {
    ParameterDraft draft = new ParameterDraft();
    draft.extensionLog2 = extensionLog2;
    draft.isRefused("custom: the log2 of the extension must be 0 to 5, not " + extensionLog2);
  }

  @Test
  void aTableThatIsTooLongIsRefused() {
    ParameterDraft draft = new ParameterDraft();
    draft.polynomialSize = 4096;
    draft.extensionLog2 = 5;
    draft.isRefused("custom: the table size 2^ν N must be 256 to 65536, not 131072");
  }

  @Test
  void aBuilderMakesAUniformOrdinarySetUnlessAskedOtherwise() {
    ParameterDraft d = new ParameterDraft();
    assertThat(Parameters.builder(d.id)
        .glweKey(d.k, d.polynomialSize, d.glweNoise).lweKey(d.n, d.lweNoise).bootstrap(d.pbsBaseLog, d.pbsLevel)
        .keyswitch(d.ksBaseLog, d.ksLevel).promise(d.messageBits, d.norm2, d.failureLog2).build()).isEqualTo(d.build());
  }

  @Test
  void aSetIsWhatItsPartsAre() {
    ParameterDraft d = new ParameterDraft();
    Parameters p = new Parameters(d.id, new GlweKeyParameters(d.k, d.polynomialSize, d.glweNoise),
        new Bootstrapping(new LweKeyParameters(d.n, d.lweNoise), new Gadget(d.pbsBaseLog, d.pbsLevel),
            new Gadget(d.ksBaseLog, d.ksLevel), 0, false),
        new Promise(d.messageBits, d.norm2, d.failureLog2));
    assertThat(p).isEqualTo(d.build()).hasSameHashCodeAs(d.build()).hasToString(d.build().canonical());
    assertThat(p.glweKey().lweDimension()).isEqualTo(p.bigLweDimension());
  }

  @Test
  void aMissingPartIsRefusedByName() {
    refusedWithout("the noise of the LWE key must be given",
        b -> b.glweKey(1, 256, new TUniform(10)).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1).lweKey(4, null));
    refusedWithout("the GLWE key must be given",
        b -> b.lweKey(4, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1).promise(1, 1, -1));
    refusedWithout("the decomposition of the bootstrapping key must be given",
        b -> b.glweKey(1, 256, new TUniform(10)).lweKey(4, new TUniform(20)).keyswitch(4, 1).promise(1, 1, -1));
    refusedWithout("the decomposition of the keyswitching key must be given",
        b -> b.glweKey(1, 256, new TUniform(10)).lweKey(4, new TUniform(20)).bootstrap(8, 1).promise(1, 1, -1));
    refusedWithout("the promise must be given",
        b -> b.glweKey(1, 256, new TUniform(10)).lweKey(4, new TUniform(20)).bootstrap(8, 1).keyswitch(4, 1));
  }

  private static void refusedWithout(String message, UnaryOperator<ParametersBuilder> parts) {
    assertRefused(ErrorCode.INVALID_PARAMETERS,
        () -> parts.apply(Parameters.builder("insecure-x")).buildInsecureForTests(), message);
  }

  @Test
  void aGoodBlockBinarySetAndAGoodExtendedSetAreAccepted() {
    Parameters blocks = ParameterDraft.ofBlocks().build();
    ParameterDraft draft = new ParameterDraft();
    draft.extensionLog2 = 2;
    Parameters extended = draft.build();

    assertThat(blocks.blockBinary()).isTrue();
    assertThat(blocks.tableSize()).isEqualTo(2048);
    assertThat(blocks.securityBits()).isBetween(132.0, 133.0);
    assertThat(extended.blockBinary()).isFalse();
    assertThat(extended.tableSize()).isEqualTo(8192);
    assertThat(extended.bigLweDimension()).isEqualTo(2048);
    assertThat(extended.seededKeyBytes()).isEqualTo(new ParameterDraft().build().seededKeyBytes());
  }

  @Test
  void anLweKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    ParameterDraft draft = new ParameterDraft();
    draft.lweNoise = new TUniform(45);
    draft.isRefused("custom: the LWE key (n = 862, noise TUniform(45)) has 126.1 bits of security where"
        + " 128 are required: use TUniform(46) or a larger n");
  }

  @Test
  void aGlweKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    ParameterDraft draft = new ParameterDraft();
    draft.glweNoise = new TUniform(14);
    draft.isRefused("custom: the GLWE key (kN = 2048, noise TUniform(14)) has 125.9 bits of security where"
        + " 128 are required: use TUniform(15) or a larger kN");
  }

  @Test
  void theRemedyForAWeakKeyIsAccepted() {
    ParameterDraft draft = new ParameterDraft();
    draft.glweNoise = new TUniform(16);

    assertThat(draft.build().securityBits()).isGreaterThanOrEqualTo(128);
  }

  @Test
  void aKeyShorterThanTheSecurityCurveIsRefused() {
    ParameterDraft lwe = new ParameterDraft();
    lwe.n = 449;
    lwe.isRefused("custom: the LWE key has dimension n = 449, and nothing is known to be secure below 450");
    ParameterDraft glwe = new ParameterDraft();
    glwe.polynomialSize = 256;
    glwe.isRefused("custom: the GLWE key has dimension kN = 256, and nothing is known to be secure below");
  }

  @Test
  void aSetThatFailsMoreOftenThanItClaimsIsRefusedWithTheFigure() {
    ParameterDraft draft = new ParameterDraft();
    draft.messageBits = 5;
    draft.isRefused("custom: a look-up of 5 message bits at 2-norm 8.0 fails with probability 2^-34.");
  }

  @Test
  void anInsecureSetIsFlaggedAndRefusedByProduction() {
    ParameterDraft draft = new ParameterDraft();
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
    ParameterDraft draft = new ParameterDraft();
    draft.id = "insecure-toy";
    draft.polynomialSize = 1000;
    assertThatThrownBy(draft::buildForTests).isInstanceOf(NightjarException.class)
        .hasMessageContaining("power of two");
  }

  @Test
  void anInsecureSetMustSaySoInItsId() {
    assertThatThrownBy(() -> new ParameterDraft().buildForTests()).isInstanceOf(NightjarException.class)
        .hasMessage("the id of an insecure parameter set must start with insecure-, not custom");
  }
}
