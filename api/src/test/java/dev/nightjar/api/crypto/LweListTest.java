package dev.nightjar.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LweListTest {
  private static final long[] WORDS = {1, 2, 3, 4, 5, 6};

  @Test
  void ciphertextsFollowOneAnother() {
    LweList list = LweList.wrap(2, 2, WORDS);
    assertThat(list.dimension()).isEqualTo(2);
    assertThat(list.count()).isEqualTo(2);
    assertThat(list.stride()).isEqualTo(3);
    assertThat(list.offset(0)).isZero();
    assertThat(list.offset(1)).isEqualTo(3);
    assertThat(list.words()).isSameAs(WORDS);
  }

  @Test
  void anAllocatedListHoldsZeros() {
    assertThat(LweList.allocate(2, 3).words()).hasSize(9).containsOnly(0);
    assertThat(LweList.allocate(2, 0).words()).isEmpty();
  }

  @Test
  void selectionCopiesInTheOrderAskedFor() {
    LweList selected = LweList.wrap(2, 2, WORDS.clone()).select(1, 0, 1);
    assertThat(selected).isEqualTo(LweList.wrap(2, 3, new long[] {4, 5, 6, 1, 2, 3, 4, 5, 6}));
    assertThat(selected.hashCode()).isEqualTo(LweList.wrap(2, 3, new long[] {4, 5, 6, 1, 2, 3, 4, 5, 6}).hashCode());
  }

  @Test
  void listsDifferByDimensionCountAndWords() {
    LweList list = LweList.wrap(2, 2, WORDS);
    assertThat(list).isNotEqualTo(LweList.wrap(1, 3, WORDS)).isNotEqualTo(LweList.wrap(5, 1, WORDS))
        .isNotEqualTo(LweList.wrap(2, 2, new long[6])).isNotEqualTo("LweList");
  }

  @ParameterizedTest
  @CsvSource({"0,1", "-1,1", "1,-1", "1,-2147483648"})
  void aDimensionBelowOneAndANegativeCountAreRefused(int dimension, int count) {
    assertThatIllegalArgumentException().isThrownBy(() -> LweList.allocate(dimension, count));
    assertThatIllegalArgumentException().isThrownBy(() -> LweList.wrap(dimension, count, new long[0]));
  }

  @ParameterizedTest
  @CsvSource({"0", "5", "7"})
  void anArrayOfAnotherLengthIsRefused(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> LweList.wrap(2, 2, new long[length]))
        .withMessageContaining("6 words, not " + length);
  }

  @ParameterizedTest
  @CsvSource({"2048,1048576", "2147483647,1", "2147483647,2147483647"})
  void aListLongerThanAnArrayIsRefusedBeforeMemoryIsTaken(int dimension, int count) {
    assertThatIllegalArgumentException().isThrownBy(() -> LweList.allocate(dimension, count))
        .withMessageContaining("use several lists");
  }

  @ParameterizedTest
  @CsvSource({"-1", "2", "2147483647"})
  void anIndexOutsideTheListIsRefused(int index) {
    LweList list = LweList.wrap(2, 2, WORDS);
    assertThatThrownBy(() -> list.offset(index)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.select(0, index)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
