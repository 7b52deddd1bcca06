package dev.nightjar.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/** A good set of which a test spoils one field. */
final class ParameterDraft {
  String id = "custom";
  int n = 862;
  int k = 1;
  int polynomialSize = 2048;
  int pbsBaseLog = 23;
  int pbsLevel = 1;
  int ksBaseLog = 2;
  int ksLevel = 8;
  TUniform lweNoise = new TUniform(46);
  TUniform glweNoise = new TUniform(17);
  int messageBits = 4;
  double norm2 = 8;
  int failureLog2 = -128;
  int blockLength = 1;
  int extensionLog2 = 0;
  boolean unrolled = false;

  /** A good block-binary set. */
  static ParameterDraft ofBlocks() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = "custom-block3";
    draft.blockLength = 3;
    draft.n = 918;
    draft.lweNoise = new TUniform(47);
    draft.norm2 = 4;
    return draft;
  }

  /** A good unrolled set. */
  static ParameterDraft ofPairs() {
    ParameterDraft draft = new ParameterDraft();
    draft.id = "custom-unrolled";
    draft.norm2 = 4;
    draft.unrolled = true;
    return draft;
  }

  Parameters build() {
    return Parameters.builder(id)
        .glweKey(k, polynomialSize, glweNoise).lweKey(n, lweNoise).bootstrap(pbsBaseLog, pbsLevel)
        .keyswitch(ksBaseLog, ksLevel).promise(messageBits, norm2, failureLog2).blockLength(blockLength)
        .extensionLog2(extensionLog2).unrolled(unrolled).build();
  }

  Parameters buildForTests() {
    return Parameters.builder(id)
        .glweKey(k, polynomialSize, glweNoise).lweKey(n, lweNoise).bootstrap(pbsBaseLog, pbsLevel)
        .keyswitch(ksBaseLog, ksLevel).promise(messageBits, norm2, failureLog2).blockLength(blockLength)
        .extensionLog2(extensionLog2).unrolled(unrolled).buildInsecureForTests();
  }

  void isRefused(String message) {
    assertThatThrownBy(this::build)
        .isInstanceOfSatisfying(NightjarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETERS))
        .hasMessageContaining(message);
  }
}
