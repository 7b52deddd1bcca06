package dev.nightjar.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GlweListTest {
  @Test
  void ciphertextsFollowOneAnotherMaskFirst() {
    GlweList list = GlweList.allocate(2, 8, 3);

    assertThat(list.words()).hasSize(3 * 3 * 8).containsOnly(0);
    assertThat(list.stride()).isEqualTo(24);
    assertThat(list.offset(2)).isEqualTo(48);
    assertThat(list.bodyOffset(2)).isEqualTo(64);
    assertThat(new int[] {list.dimension(), list.polynomialSize(), list.count()}).containsExactly(2, 8, 3);
    assertThat(list).hasToString("GlweList[3 of dimension 2, polynomial size 8]");
  }

  /** The phase of what is extracted is the coefficient of the phase: a sum over the key with the signs of X^N = -1. */
  @Test
  void anExtractedCoefficientHasThePhaseThatTheCiphertextHasThere() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 8;
    int k = 2;
    GlweList list = new GlweList(k, n, 2, random.longs(2 * 3 * n).toArray());
    long[] key = random.longs(k * n, -1, 2).toArray();

    for (int h = 0; h < n; h++) {
      long phase = list.words()[list.bodyOffset(1) + h];
      for (int c = 0; c < k; c++) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            long product = list.words()[list.offset(1) + c * n + i] * key[c * n + j];
            phase -= i + j == h ? product : i + j == h + n ? -product : 0;
          }
        }
      }
      long[] out = new long[k * n + 3];
      list.extract(1, h, out, 2);
      long extracted = out[2 + k * n];
      for (int j = 0; j < k * n; j++) {
        extracted -= out[2 + j] * key[j];
      }
      assertThat(extracted).isEqualTo(phase);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new GlweList(1, 8, 2, new long[31]))
        .withMessageContaining("32 words, not 31");
    assertThatIllegalArgumentException().isThrownBy(() -> GlweList.allocate(0, 8, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> GlweList.allocate(1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> GlweList.allocate(1, 8, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> GlweList.allocate(1, 2048, 1 << 20))
        .withMessageContaining("at most");
    GlweList list = GlweList.allocate(1, 8, 1);
    assertThatThrownBy(() -> list.offset(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.extract(0, 8, new long[9], 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void listsAreEqualByWhatTheyHold() {
    GlweList list = new GlweList(1, 2, 1, new long[] {1, 2, 3, 4});

    assertThat(list).isEqualTo(new GlweList(1, 2, 1, new long[] {1, 2, 3, 4}))
        .hasSameHashCodeAs(new GlweList(1, 2, 1, new long[] {1, 2, 3, 4}))
        .isNotEqualTo(new GlweList(1, 2, 1, new long[] {1, 2, 3, 5}))
        .isNotEqualTo(new GlweList(3, 1, 1, new long[] {1, 2, 3, 4}))
        .isNotEqualTo(new GlweList(1, 1, 2, new long[] {1, 2, 3, 4})).isNotEqualTo("list");
  }
}
