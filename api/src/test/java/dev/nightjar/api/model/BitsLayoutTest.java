package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import dev.nightjar.api.crypto.PackedBits;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitsLayoutTest {
  private static final Parameters P = ParameterCatalogue.levelled();

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 0, 1", "6, 1, 1", "6, 0, 0", "1073741824, 30, 1", "2147483647, 30, 1"})
  void aDigitIsABitOfTheLevel(int level, int digit, long bit) {
    assertThat(new Selector.Digit(1, digit).bit(new int[] {77, level})).isEqualTo(bit);
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 0", "4, 3, 1", "2, 3, 0", "2147483647, -2147483648, 1", "-2147483648, 2147483647, 0",
      "2147483647, 2147483647, 0", "0, -1, 1"})
  void aThresholdIsPassedAboveItAlone(int level, int threshold, long bit) {
    assertThat(new Selector.Above(0, threshold).bit(new int[] {level})).isEqualTo(bit);
  }

  @Test
  void selectorsThatCannotBeAreRefused() {
    refused(() -> new Selector.Digit(-1, 0), "feature -1");
    refused(() -> new Selector.Digit(0, -1), "not -1");
    refused(() -> new Selector.Digit(0, 31), "not 31");
    refused(() -> new Selector.Above(-1, 0), "feature -1");
  }

  /** Each bit is read back from its first slot, each level has its scale, and nothing else is there. */
  @Test
  void thePlaintextHoldsEachBitInEachOfItsSlots() {
    SplittableRandom random = new SplittableRandom(1);
    List<Selector> selectors = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      selectors.add(i % 2 == 0 ? new Selector.Digit(i % 5, i % 7) : new Selector.Above(i % 5, i));
    }
    InputLayout.Bits layout = InputLayout.Bits.of(P, selectors);
    int[] row = random.ints(5, 0, 128).toArray();

    long[] plaintext = layout.plaintext(row, 2048);

    PackedBits packed = PackedBits.of(P);
    assertThat(plaintext).hasSize(3 * 2048).hasSize(layout.ciphertexts(2048) * 2048);
    long ones = 0;
    for (int i = 0; i < selectors.size(); i++) {
      long bit = selectors.get(i).bit(row);
      ones += bit;
      assertThat(packed.bit(i, plaintext, 2048)).isEqualTo(bit);
      for (int level = 1; level <= 3; level++) {
        int slot = 3 * i + level - 1;
        assertThat(plaintext[packed.index(slot, 2048)]).isEqualTo(bit << 64 - 7 * level - 8)
            .isEqualTo(layout.word(slot, row));
      }
    }
    assertThat(LongStream.of(plaintext).filter(word -> word != 0)).hasSize((int) (3 * ones));
  }

  @Test
  void aLayoutSaysWhatItHolds() {
    InputLayout.Bits layout = InputLayout.Bits.of(P, List.of(new Selector.Above(4, 1), new Selector.Digit(2, 0)));

    assertThat(layout.encoding()).isEqualTo("bits");
    assertThat(layout.feature()).containsExactly(4, 4, 4, 2, 2, 2);
    assertThat(layout.slots()).isEqualTo(6);
    assertThat(layout.packedBits()).contains(PackedBits.of(P));
    assertThat(new InputLayout.Integers(1, new int[1]).packedBits()).isEmpty();
    assertThat(layout).isEqualTo(new InputLayout.Bits(8, new Gadget(7, 3), layout.selectors()))
        .isNotEqualTo(new InputLayout.Bits(7, new Gadget(7, 3), layout.selectors()))
        .isNotEqualTo(InputLayout.Bits.of(P, layout.selectors().subList(0, 1)));
  }

  @Test
  void layoutsOfNoBitsOrTooManyAreRefused() {
    refused(() -> InputLayout.Bits.of(P, List.of()), "not 0");
    refused(() -> InputLayout.Bits.of(P, Collections.nCopies((1 << 18) + 1, new Selector.Digit(0, 0))), "not 262145");
    refused(() -> new InputLayout.Bits(0, new Gadget(7, 3), List.of(new Selector.Digit(0, 0))), "2^0");
  }

  @Test
  void bitsAreNoSectionOfAJoinedLayout() {
    InputLayout bits = InputLayout.Bits.of(P, List.of(new Selector.Digit(0, 0)));
    refused(() -> new InputLayout.Joined(List.of(bits, new InputLayout.Integers(1, new int[1]))), "bits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"slots", "mask", "selector kind", "selector value", "selector feature", "selector count"})
  void aFingerprintDependsOnEachMember(String member) {
    ClientSpec spec = LevelledSpecs.spec(P, LevelledSpecs.LAYOUT);
    List<Selector> others = new ArrayList<>(LevelledSpecs.LAYOUT.selectors());
    Parameters set = P;
    switch (member) {
      case "slots" -> set = LevelledSpecs.other(7, new Gadget(7, 3));
      case "mask" -> set = LevelledSpecs.other(8, new Gadget(7, 4));
      case "selector kind" -> others.set(0, new Selector.Above(0, 1));
      case "selector value" -> others.set(0, new Selector.Digit(0, 2));
      case "selector feature" -> others.set(0, new Selector.Digit(1, 1));
      default -> others.remove(0);
    }

    assertThat(LevelledSpecs.spec(set, InputLayout.Bits.of(set, others)).fingerprint())
        .isNotEqualTo(spec.fingerprint());
    assertThat(LevelledSpecs.spec(P, LevelledSpecs.LAYOUT).fingerprint()).isEqualTo(spec.fingerprint());
  }

  @Test
  void aClientWhoseLayoutDoesNotFitItsSetIsRefused() {
    refused(() -> LevelledSpecs.spec(LevelledSpecs.other(7, new Gadget(7, 3)), LevelledSpecs.LAYOUT), "slotsLog2=7");
    refused(() -> LevelledSpecs.spec(ParameterCatalogue.linear(), LevelledSpecs.LAYOUT), "needs a levelled set");
    refused(() -> LevelledSpecs.spec(ParameterCatalogue.linear(), new InputLayout.Integers(1, new int[1]),
        dev.nightjar.api.crypto.KeyPart.FOR_LEVELLED), "which keys of NJ1_M4_P128 have not");
    refused(() -> LevelledSpecs.spec(P, LevelledSpecs.LAYOUT, dev.nightjar.api.crypto.KeyPart.FOR_BOOTSTRAPS),
        "which keys of NJL1_P have not");
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
    Refusals.assertRefused(ErrorCode.INVALID_MODEL, call, words);
  }
}
