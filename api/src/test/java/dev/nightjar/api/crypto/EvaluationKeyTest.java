package dev.nightjar.api.crypto;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static dev.nightjar.api.crypto.KeyPart.BOOTSTRAPPING;
import static dev.nightjar.api.crypto.KeyPart.KEYSWITCHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationKeyTest {
  private static final Parameters P = TestObjects.tall();
  private static final int BSK = 2 * 2 * 3 * 256;
  private static final int KSK = 512 * 3;

  @Test
  void theLengthsFollowFromTheParameters() {
    assertThat(BOOTSTRAPPING.words(P)).isEqualTo(BSK);
    assertThat(KEYSWITCHING.words(P)).isEqualTo(KSK);
    EvaluationKey key = TestObjects.key(P);
    assertThat(key.part(BOOTSTRAPPING).rows()).isEqualTo(2 * 2 * 3);
    assertThat(key.part(KEYSWITCHING).rows()).isEqualTo(KSK);
    assertThat(key.part(BOOTSTRAPPING).bodies()).hasSize(BSK);
    assertThat(key.part(KEYSWITCHING).bodies()).hasSize(KSK);
    assertThat(Long.BYTES * (BOOTSTRAPPING.words(P) + KEYSWITCHING.words(P)) + 32)
        .isEqualTo(P.seededKeyBytes());
  }

  @Test
  void anUnrolledKeyHasAGgswForEachProductBehindThoseOfTheBits() {
    Parameters p = TestObjects.unrolled();
    EvaluationKey key = TestObjects.key(p);
    long[] last = new long[512];
    long[] mask = new long[256];
    new MaskStream(seed(0x0b)).row(11, 256, mask, 0);

    assertThat(BOOTSTRAPPING.words(p)).isEqualTo((4 + 2) * 2 * 256);
    assertThat(KEYSWITCHING.words(p)).isEqualTo(256);
    assertThat(key.part(BOOTSTRAPPING).rows()).isEqualTo(12);
    assertThat(8 * (BOOTSTRAPPING.words(p) + KEYSWITCHING.words(p)) + 32).isEqualTo(p.seededKeyBytes());
    key.part(BOOTSTRAPPING).expand(key.part(BOOTSTRAPPING).masks(), 11, last, 0);
    assertThat(Arrays.copyOf(last, 256)).isEqualTo(mask);
    assertThat(Arrays.copyOfRange(last, 256, 512))
        .isEqualTo(Arrays.copyOfRange(key.part(BOOTSTRAPPING).bodies(), 11 * 256, 12 * 256));
    assertThatThrownBy(() -> key.part(BOOTSTRAPPING).expand(key.part(BOOTSTRAPPING).masks(), 12, last, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {4 * 512, 5 * 512, 6 * 512 - 1, 6 * 512 + 1})
  void anUnrolledKeyWithoutAllItsProductsIsRefused(int length) {
    Parameters p = TestObjects.unrolled();
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> EvaluationKey.forBootstraps(p, seed(1), new long[length], seed(2), new long[256]),
        "bootstrapping key", length + " body words", "need 3072");
  }

  @Test
  void theWordsOfTheLongestKeyAreCountedInFull() {
    Parameters longest = TestObjects.longestKey();
    assertThat(BOOTSTRAPPING.words(longest)).isEqualTo(16383L * 32 * 2 * 256);
    assertThat(KEYSWITCHING.words(longest)).isEqualTo(256L * 63);
    assertThat(longest.bootstrappingKeyBytes()).isEqualTo(16383L * 32 * 4 * 256 * 8);
  }

  @Test
  void anExpandedBskRowIsItsMasksAndItsBody() {
    EvaluationKey key = TestObjects.key(P);
    MaskStream masks = key.part(BOOTSTRAPPING).masks();
    for (int row : new int[] {11, 0, 5}) {
      long[] out = new long[768 + 2];
      key.part(BOOTSTRAPPING).expand(masks, row, out, 1);
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
    MaskStream masks = key.part(KEYSWITCHING).masks();
    for (int row : new int[] {KSK - 1, 0, 77}) {
      long[] out = new long[3];
      key.part(KEYSWITCHING).expand(masks, row, out, 0);
      long[] mask = new long[2];
      new MaskStream(seed(0x0c)).row(row, 2, mask, 0);
      assertThat(out).containsExactly(mask[0], mask[1], words(0x1c, KSK)[row]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 12, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aBskRowThatDoesNotExistIsRefused(int row) {
    EvaluationKey key = TestObjects.key(P);
    assertThatThrownBy(() -> key.part(BOOTSTRAPPING).expand(key.part(BOOTSTRAPPING).masks(), row, new long[768], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, KSK, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aKskRowThatDoesNotExistIsRefused(int row) {
    EvaluationKey key = TestObjects.key(P);
    assertThatThrownBy(() -> key.part(KEYSWITCHING).expand(key.part(KEYSWITCHING).masks(), row, new long[3], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aRowThatDoesNotFitItsArrayIsRefusedAndTheArrayIsUntouched() {
    EvaluationKey key = TestObjects.key(P);
    long[] bsk = new long[767];
    long[] ksk = new long[2];
    assertThatThrownBy(() -> key.part(BOOTSTRAPPING).expand(key.part(BOOTSTRAPPING).masks(), 0, bsk, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> key.part(KEYSWITCHING).expand(key.part(KEYSWITCHING).masks(), 0, ksk, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(bsk).containsOnly(0);
    assertThat(ksk).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, BSK - 1, BSK + 1})
  void aBskOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> EvaluationKey.forBootstraps(P, seed(1), new long[length], seed(2), new long[KSK]),
        "bootstrapping key", length + " body words", "need " + BSK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, KSK - 1, KSK + 1})
  void aKskOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> EvaluationKey.forBootstraps(P, seed(1), new long[BSK], seed(2), new long[length]),
        "keyswitching key", length + " body words", "need " + KSK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void aSeedOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> EvaluationKey.forBootstraps(P, new byte[length], new long[BSK], seed(2), new long[KSK]),
        "bootstrapping key seed");
    assertRefused(ErrorCode.SHAPE_MISMATCH,
        () -> EvaluationKey.forBootstraps(P, seed(1), new long[BSK], new byte[length], new long[KSK]),
        "keyswitching key seed");
  }

  @Test
  void seedsAreCopiedInAndOut() {
    byte[] mine = seed(1);
    EvaluationKey key = EvaluationKey.forBootstraps(P, mine, new long[BSK], mine, new long[KSK]);
    mine[0] = 99;
    key.part(BOOTSTRAPPING).seed()[0] = 99;
    key.part(KEYSWITCHING).seed()[0] = 99;
    assertThat(key.part(BOOTSTRAPPING).seed()).isEqualTo(seed(1));
    assertThat(key.part(KEYSWITCHING).seed()).isEqualTo(seed(1));
  }

  @Test
  void itsTextNamesTheParameterSetAndNoWords() {
    assertThat(TestObjects.key(P)).hasToString("EvaluationKey[insecure-tall, [BOOTSTRAPPING, KEYSWITCHING]]");
  }

  @Test
  void aPartThatAKeyDoesNotHaveIsRefusedByName() {
    EvaluationKey key = TestObjects.partOf(P, KEYSWITCHING);
    assertThat(key.parts()).containsExactly(KEYSWITCHING);
    assertRefused(ErrorCode.KEY_REQUIRED, () -> key.part(BOOTSTRAPPING), "bootstrapping key", P.id());
  }

  @Test
  void aKeyWithoutPartsIsRefused() {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> new EvaluationKey(P, Map.of()), "at least one part");
  }

  @Test
  void partsAreInTheirOrderAndCannotBeChanged() {
    EvaluationKey key = TestObjects.key(P);
    assertThat(key.parts()).containsExactly(BOOTSTRAPPING, KEYSWITCHING);
    assertThatThrownBy(() -> key.parts().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void codesOfPartsNeverChange() {
    assertThat(KeyPart.values()).extracting(KeyPart::code).containsExactly(1, 2, 3, 4);
  }
}
