package dev.nightjar.api.crypto;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationKeyTest {
  private static final Parameters P = TestObjects.tall();
  private static final int BSK = 2 * 2 * 3 * 256;
  private static final int KSK = 512 * 3;

  @Test
  void theLengthsFollowFromTheParameters() {
    assertThat(EvaluationKey.bskBodyWords(P)).isEqualTo(BSK);
    assertThat(EvaluationKey.kskBodyWords(P)).isEqualTo(KSK);
    EvaluationKey key = TestObjects.key(P);
    assertThat(key.bskRows()).isEqualTo(2 * 2 * 3);
    assertThat(key.kskRows()).isEqualTo(KSK);
    assertThat(key.bskBodies()).hasSize(BSK);
    assertThat(key.kskBodies()).hasSize(KSK);
    assertThat(Long.BYTES * (EvaluationKey.bskBodyWords(P) + EvaluationKey.kskBodyWords(P)) + 32)
        .isEqualTo(P.seededKeyBytes());
  }

  @Test
  void anUnrolledKeyHasAGgswForEachProductBehindThoseOfTheBits() {
    Parameters p = TestObjects.unrolled();
    EvaluationKey key = TestObjects.key(p);
    long[] last = new long[512];
    long[] mask = new long[256];
    new MaskStream(seed(0x0b)).row(11, 256, mask, 0);

    assertThat(EvaluationKey.bskBodyWords(p)).isEqualTo((4 + 2) * 2 * 256);
    assertThat(EvaluationKey.kskBodyWords(p)).isEqualTo(256);
    assertThat(key.bskRows()).isEqualTo(12);
    assertThat(8 * (EvaluationKey.bskBodyWords(p) + EvaluationKey.kskBodyWords(p)) + 32).isEqualTo(p.seededKeyBytes());
    key.expandBskRow(key.bskMasks(), 11, last, 0);
    assertThat(Arrays.copyOf(last, 256)).isEqualTo(mask);
    assertThat(Arrays.copyOfRange(last, 256, 512)).isEqualTo(Arrays.copyOfRange(key.bskBodies(), 11 * 256, 12 * 256));
    assertThatThrownBy(() -> key.expandBskRow(key.bskMasks(), 12, last, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {4 * 512, 5 * 512, 6 * 512 - 1, 6 * 512 + 1})
  void anUnrolledKeyWithoutAllItsProductsIsRefused(int length) {
    Parameters p = TestObjects.unrolled();
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> new EvaluationKey(p, seed(1), new long[length], seed(2), new long[256]),
        "bootstrapping key", length + " body words", "need 3072");
  }

  @Test
  void lengthsBeyondAnIntAreNotCutOff() {
    Parameters huge = Parameters.builder("insecure-huge")
        .glweKey(1, 65536, P.glweNoise()).lweKey(16384, P.lweNoise()).bootstrap(1, 63).keyswitch(1, 63)
        .promise(1, 1, -1).buildInsecureForTests();
    assertThat(EvaluationKey.bskBodyWords(huge)).isEqualTo(16384L * 63 * 2 * 65536);
    assertThat(EvaluationKey.kskBodyWords(huge)).isEqualTo(65536L * 63);
  }

  @Test
  void anExpandedBskRowIsItsMasksAndItsBody() {
    EvaluationKey key = TestObjects.key(P);
    MaskStream masks = key.bskMasks();
    for (int row : new int[] {11, 0, 5}) {
      long[] out = new long[768 + 2];
      key.expandBskRow(masks, row, out, 1);
      long[] mask = new long[512];
      new MaskStream(seed(0x0b)).row(row, 512, mask, 0);
      assertThat(Arrays.copyOfRange(out, 1, 513)).isEqualTo(mask);
      assertThat(Arrays.copyOfRange(out, 513, 769))
          .isEqualTo(Arrays.copyOfRange(words(0x1b, BSK), row * 256, row * 256 + 256));
      assertThat(out[0]).isZero();
      assertThat(out[769]).isZero();
    }
  }

  @Test
  void anExpandedKskRowIsItsMasksAndItsBody() {
    EvaluationKey key = TestObjects.key(P);
    MaskStream masks = key.kskMasks();
    for (int row : new int[] {KSK - 1, 0, 77}) {
      long[] out = new long[3];
      key.expandKskRow(masks, row, out, 0);
      long[] mask = new long[2];
      new MaskStream(seed(0x0c)).row(row, 2, mask, 0);
      assertThat(out).containsExactly(mask[0], mask[1], words(0x1c, KSK)[row]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 12, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aBskRowThatDoesNotExistIsRefused(int row) {
    EvaluationKey key = TestObjects.key(P);
    assertThatThrownBy(() -> key.expandBskRow(key.bskMasks(), row, new long[768], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, KSK, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aKskRowThatDoesNotExistIsRefused(int row) {
    EvaluationKey key = TestObjects.key(P);
    assertThatThrownBy(() -> key.expandKskRow(key.kskMasks(), row, new long[3], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aRowThatDoesNotFitItsArrayIsRefusedAndTheArrayIsUntouched() {
    EvaluationKey key = TestObjects.key(P);
    long[] bsk = new long[767];
    long[] ksk = new long[2];
    assertThatThrownBy(() -> key.expandBskRow(key.bskMasks(), 0, bsk, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> key.expandKskRow(key.kskMasks(), 0, ksk, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(bsk).containsOnly(0);
    assertThat(ksk).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, BSK - 1, BSK + 1})
  void aBskOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> new EvaluationKey(P, seed(1), new long[length], seed(2), new long[KSK]),
        "bootstrapping key", length + " body words", "need " + BSK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, KSK - 1, KSK + 1})
  void aKskOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> new EvaluationKey(P, seed(1), new long[BSK], seed(2), new long[length]),
        "keyswitching key", length + " body words", "need " + KSK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void aSeedOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> new EvaluationKey(P, new byte[length], new long[BSK], seed(2), new long[KSK]), "bootstrapping key seed");
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> new EvaluationKey(P, seed(1), new long[BSK], new byte[length], new long[KSK]), "keyswitching key seed");
  }

  @Test
  void seedsAreCopiedInAndOut() {
    byte[] mine = seed(1);
    EvaluationKey key = new EvaluationKey(P, mine, new long[BSK], mine, new long[KSK]);
    mine[0] = 99;
    key.bskSeed()[0] = 99;
    key.kskSeed()[0] = 99;
    assertThat(key.bskSeed()).isEqualTo(seed(1));
    assertThat(key.kskSeed()).isEqualTo(seed(1));
  }

  @Test
  void itsTextNamesTheParameterSetAndNoWords() {
    assertThat(TestObjects.key(P)).hasToString("EvaluationKey[insecure-tall]");
  }
}
