package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets with other keys than ordinary ones: blocks, and products of bits. */
class ParameterKeysTest {
  @ParameterizedTest
  @ValueSource(ints = {-3, 0, 2, 4, 918})
  void aBlockLengthThatWasNotEstimatedIsRefused(int blockLength) {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.blockLength = blockLength;
    draft.isRefused("custom-block3: blocks of the LWE key must have length 1 or 3, not " + blockLength);
  }

  @ParameterizedTest
  @ValueSource(ints = {916, 917, 919})
  void anLweDimensionThatIsNotAMultipleOfTheBlockLengthIsRefused(int n) {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.n = n;
    draft.isRefused("custom-block3: the LWE dimension n must be a multiple of the block length 3, not " + n);
  }

  @Test
  void aBlockBinarySetMustSaySoInItsId() {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.id = "custom";
    draft.isRefused("custom: the id of a block-binary set must end in -block3, so that nobody uses one unawares:"
        + " call it custom-block3");
  }

  @Test
  void anOrdinarySetMustNotSayThatItIsBlockBinary() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = "custom-block3";
    draft.isRefused("custom-block3: only the id of a block-binary set ends in -block3");
  }

  @ParameterizedTest
  @ValueSource(ints = {861, 863})
  void anUnrolledSetOfAnOddDimensionIsRefused(int n) {
    ParameterDraft draft = ParameterDraft.ofPairs();
    draft.n = n;
    draft.isRefused("custom-unrolled: the LWE dimension n of an unrolled set must be even, not " + n);
  }

  @ParameterizedTest
  @ValueSource(strings = {"custom-block3", "custom-unrolled"})
  void anUnrolledSetWithBlocksIsRefused(String id) {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.id = id;
    draft.unrolled = true;
    draft.isRefused(id + ": a set has blocks or an unrolled key, not both: choose block length 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void anUnrolledSetWithAnExtensionIsRefused(int extensionLog2) {
    ParameterDraft draft = ParameterDraft.ofPairs();
    draft.extensionLog2 = extensionLog2;
    draft.isRefused("custom-unrolled: a set is extended or has an unrolled key, not both: choose an extension of log2"
        + " 0, not " + extensionLog2);
  }

  @Test
  void anUnrolledSetMustSaySoInItsId() {
    ParameterDraft draft = ParameterDraft.ofPairs();
    draft.id = "custom";
    draft.isRefused("custom: the id of an unrolled set must end in -unrolled: call it custom-unrolled");
  }

  @Test
  void noOtherSetMustSayThatItIsUnrolled() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = "custom-unrolled";
    draft.isRefused("custom-unrolled: only the id of an unrolled set ends in -unrolled: choose another id");
  }

  @Test
  void theBootstrappingKeyOfAnUnrolledSetHoldsHalfAsManyCiphertextsMore() {
    Parameters p = ParameterDraft.ofPairs().build();
    Parameters ordinary = new ParameterDraft().build();

    assertThat(ordinary.unrolled()).isFalse();
    assertThat(ordinary.ggswCount()).isEqualTo(862);
    assertThat(ParameterDraft.ofBlocks().build().ggswCount()).isEqualTo(918);
    assertThat(p.unrolled()).isTrue();
    assertThat(p.blockBinary()).isFalse();
    assertThat(p.ggswCount()).isEqualTo(862 + 431);
    assertThat(p.bootstrappingKeyBytes()).isEqualTo(1293L * 2 * 2 * 2048 * 8);
    assertThat(p.keyswitchingKeyBytes()).isEqualTo(ordinary.keyswitchingKeyBytes());
    assertThat(p.seededKeyBytes()).isEqualTo(1293L * 2 * 2048 * 8 + 2048L * 8 * 8 + 32);
    assertThat(p.securityBits()).isEqualTo(ordinary.securityBits());
  }

  @Test
  void aBlockBinaryKeyBelow128BitsIsRefusedWithTheFigureAndTheRemedy() {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.lweNoise = new TUniform(46);
    draft.isRefused("custom-block3: the block-binary LWE key (n = 918, noise TUniform(46)) has 126.7 bits of security"
        + " where 128 are required: use TUniform(47) or a larger n");
  }

  /** tfhe-go's sets for 2 and for 3 and 4 bits (at d = 3), TFHEpp's (d = 2): the narrowest noise not below theirs. */
  @ParameterizedTest
  @CsvSource({"687, -15.53", "819, -18.60", "630, -13.40"})
  void dimensionsAndNoiseOfOtherLibrariesBlockBinarySetsAreRefused(int n, double noiseLog2) {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.n = n;
    draft.lweNoise = TUniform.atLeast(noiseLog2);
    draft.isRefused("custom-block3: the block-binary LWE key (n = " + n);
  }

  @ParameterizedTest
  @ValueSource(ints = {597, 1203})
  void aBlockBinaryKeyOutsideOfTheEstimateIsRefusedAndHasNoFigure(int n) {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.n = n;
    draft.lweNoise = new TUniform(60);
    draft.isRefused("custom-block3: the block-binary LWE key has dimension n = " + n
        + ", and block-binary keys were estimated for 600 to 1200 alone");
    draft.id = "insecure-block3";
    assertThat(draft.buildForTests().securityBits()).isEqualTo(0);
  }

  @Test
  void theGlweKeyOfABlockBinarySetIsUniformAndJudgedAsSuch() {
    ParameterDraft draft = ParameterDraft.ofBlocks();
    draft.glweNoise = new TUniform(14);
    draft.isRefused("custom-block3: the GLWE key (kN = 2048, noise TUniform(14)) has 125.9 bits");
  }
}
