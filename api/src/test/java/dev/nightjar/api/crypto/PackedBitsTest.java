package dev.nightjar.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.ParameterCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedBitsTest {
  @Test
  void theLayoutOfASetIsThatOfItsExpansionAndItsMask() {
    PackedBits bits = PackedBits.of(ParameterCatalogue.levelled());
    Levelled levelled = ParameterCatalogue.levelled().levelled().orElseThrow();

    assertThat(bits).isEqualTo(new PackedBits(8, new Gadget(7, 3)));
    for (int count : new int[] {1, 85, 86, 170, 171, 5000}) {
      assertThat(bits.ciphertexts(count)).isEqualTo(levelled.ciphertexts(count));
      assertThat(bits.slots(count)).isEqualTo(3 * count);
    }
    Refusals.assertRefused(ErrorCode.INVALID_PARAMETERS, () -> PackedBits.of(ParameterCatalogue.linear()),
        "NJ1_M4_P128 is no levelled set");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 49", "1, 128, 128, 42", "2, 64, 64, 35", "3, 192, 192, 49", "255, 255, 255, 49",
      "256, 0, 2048, 42", "257, 128, 2176, 35", "511, 255, 2303, 42"})
  void slotsStandAtReversedIndicesAndLevelsAtTheirScales(int slot, int coefficient, int index, int wordLog2) {
    PackedBits bits = new PackedBits(8, new Gadget(7, 3));

    assertThat(bits.coefficient(slot)).isEqualTo(coefficient);
    assertThat(bits.index(slot, 2048)).isEqualTo(index);
    assertThat(bits.wordLog2(slot)).isEqualTo(wordLog2);
  }

  @ParameterizedTest
  @CsvSource({"0, 7, 3", "16, 7, 3", "8, 19, 3", "-1, 7, 3"})
  void aLayoutWhoseLeastSlotHasNoTorusWordIsRefused(int slotsLog2, int baseLog, int level) {
    Refusals.assertRefused(ErrorCode.INVALID_MODEL, () -> new PackedBits(slotsLog2, new Gadget(baseLog, level)),
        "2^" + slotsLog2);
  }
}
