package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputLayoutTest {
  private static final int[] NONE = {};

  @Test
  void anIntegerSlotHoldsDeltaTimesTheInteger() {
    InputLayout layout = new InputLayout.Integers(40, new int[] {1, 0, 1});
    assertThat(layout.plaintext(new int[] {3, 5}, 4)).containsExactly(5L << 40, 3L << 40, 5L << 40, 0);
  }

  @Test
  void aUnarySlotSaysWhetherTheIntegerIsAtMostTheThreshold() {
    InputLayout layout = new InputLayout.Unary(62, new int[] {0, 0, 0, 1}, new int[] {1, 2, 3, -1});
    assertThat(layout.plaintext(new int[] {2, 0}, 4)).containsExactly(0, 1L << 62, 1L << 62, 0);
  }

  @Test
  void slotsBeyondNGoOnInTheNextCiphertext() {
    InputLayout layout = new InputLayout.Integers(0, new int[] {0, 0, 0, 0, 0});
    assertThat(layout.plaintext(new int[] {9}, 4)).containsExactly(9, 9, 9, 9, 9, 0, 0, 0);
    assertThat(layout.slots()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "255,1", "256,1", "257,2", "512,2", "513,3"})
  void ciphertextsAreAsManyAsTheSlotsNeed(int slots, int ciphertexts) {
    assertThat(new InputLayout.Integers(1, new int[slots]).ciphertexts(256)).isEqualTo(ciphertexts);
  }

  @Test
  void theCountOfCiphertextsDoesNotOverflow() {
    assertThat(new InputLayout.Integers(1, new int[2]).ciphertexts(Integer.MAX_VALUE)).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aDeltaThatIsNotOnTheTorusIsRefused(int delta) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Integers(delta, new int[1]),
        "0..63, not " + delta);
  }

  @Test
  void slotsAndThresholdsMustFitTheEncoding() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Integers(1, NONE), "at least one slot");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Unary(1, NONE, NONE), "at least one slot");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Unary(1, new int[2], new int[1]),
        "2 slots have 1 thresholds");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Unary(1, new int[2], NONE),
        "2 slots have 0 thresholds");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Integers(1, new int[] {0, -1}),
        "feature -1");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Unary(1, new int[] {-2}, new int[1]), "feature -2");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Unary(64, new int[1], new int[1]), "0..63, not 64");
    assertThatNullPointerException().isThrownBy(() -> new InputLayout.Integers(1, null));
    assertThatNullPointerException().isThrownBy(() -> new InputLayout.Unary(1, null, NONE));
    assertThatNullPointerException().isThrownBy(() -> new InputLayout.Unary(1, new int[1], null));
  }

  @Test
  void sectionsFollowOneAnotherWithoutAGap() {
    InputLayout layout = new InputLayout.Joined(List.of(new InputLayout.Integers(40, new int[] {1, 0}),
        new InputLayout.Unary(62, new int[] {2, 1, 2}, new int[] {1, 2, 3}),
        new InputLayout.Integers(3, new int[] {0})));
    int[] quantized = {3, 5, 2};
    assertThat(layout.slots()).isEqualTo(6);
    assertThat(layout.feature()).containsExactly(1, 0, 2, 1, 2, 0);
    assertThat(layout.ciphertexts(4)).isEqualTo(2);
    long[] words = layout.plaintext(quantized, 4);
    assertThat(words).containsExactly(5L << 40, 3L << 40, 0, 0, 1L << 62, 3L << 3, 0, 0);
    for (int s = 0; s < layout.slots(); s++) {
      assertThat(layout.word(s, quantized)).isEqualTo(words[s]);
    }
    assertThatThrownBy(() -> layout.word(6, quantized)).isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("slot 6 of 6");
  }

  @Test
  void aJoinedLayoutHasTwoSectionsOrMoreAndNoneWithinThem() {
    InputLayout one = new InputLayout.Integers(40, new int[1]);
    InputLayout two = new InputLayout.Joined(List.of(one, one));
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Joined(List.of(one)), "not [integer]");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new InputLayout.Joined(List.of(one, two)), "not [integer, joined]");
    assertThat(two).isEqualTo(new InputLayout.Joined(List.of(one, one))).hasSameHashCodeAs(
        new InputLayout.Joined(List.of(one, one))).isNotEqualTo(new InputLayout.Joined(List.of(one, one, one)));
  }

  @Test
  void arraysAreCopiedInAndOutAndCompared() {
    int[] feature = {0, 1};
    int[] threshold = {2, 3};
    InputLayout.Unary layout = new InputLayout.Unary(1, feature, threshold);
    feature[0] = 9;
    threshold[0] = 9;
    layout.feature()[0] = 9;
    layout.threshold()[0] = 9;
    InputLayout same = new InputLayout.Unary(1, new int[] {0, 1}, new int[] {2, 3});
    assertThat(layout).isEqualTo(same).hasSameHashCodeAs(same)
        .isNotEqualTo(new InputLayout.Unary(2, new int[] {0, 1}, new int[] {2, 3}))
        .isNotEqualTo(new InputLayout.Unary(1, new int[] {0, 0}, new int[] {2, 3}))
        .isNotEqualTo(new InputLayout.Unary(1, new int[] {0, 1}, new int[] {2, 2}))
        .isNotEqualTo(new InputLayout.Integers(1, new int[] {0, 1}))
        .isNotEqualTo("layout");
    InputLayout.Integers integers = new InputLayout.Integers(1, feature);
    feature[1] = 8;
    integers.feature()[1] = 8;
    assertThat(integers).isEqualTo(new InputLayout.Integers(1, new int[] {9, 1}))
        .hasSameHashCodeAs(new InputLayout.Integers(1, new int[] {9, 1}))
        .isNotEqualTo(new InputLayout.Integers(2, new int[] {9, 1}))
        .isNotEqualTo(new InputLayout.Integers(1, new int[] {9, 2}))
        .isNotEqualTo("layout");
  }

  @Test
  void eachEncodingHasItsNameAndItsCase() {
    InputLayout.Cases<String> names = new InputLayout.Cases<>() {
      @Override
      public String integers(InputLayout.Integers layout) {
        return "integer";
      }

      @Override
      public String unary(InputLayout.Unary layout) {
        return "unary";
      }

      @Override
      public String joined(InputLayout.Joined layout) {
        return "joined";
      }

      @Override
      public String bits(InputLayout.Bits layout) {
        return "bits";
      }
    };
    for (InputLayout layout : new InputLayout[] {new InputLayout.Integers(1, new int[1]),
        new InputLayout.Unary(1, new int[1], new int[1]), new InputLayout.Joined(List.of(
            new InputLayout.Integers(1, new int[1]), new InputLayout.Integers(2, new int[1])))}) {
      assertThat(layout.match(names)).isEqualTo(layout.encoding());
    }
  }
}
