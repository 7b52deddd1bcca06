package dev.nightjar.api.keys;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyTest {
  @Test
  void aKeyOfNobodyComesInPartsOfAMebibyte() {
    assertThat(NewKey.of(5)).isEqualTo(new NewKey(5, 1 << 20, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aKeyWithoutBytesIsRefused(long totalBytes) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> NewKey.of(totalBytes), "at least one byte", "" + totalBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void partsWithoutBytesAreRefused(int partBytes) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> new NewKey(10, partBytes, Optional.empty()), "" + partBytes);
  }

  @Test
  void moreThan65536PartsAreRefused() {
    assertThat(new NewKey(NewKey.MAX_PARTS * 7L, 7, Optional.empty()).partBytes()).isEqualTo(7);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> new NewKey(NewKey.MAX_PARTS * 7L + 1, 7, Optional.empty()),
        "more than 65536 parts");
    assertRefused(ErrorCode.INVALID_FORMAT, () -> NewKey.of(Long.MAX_VALUE), "more than 65536 parts");
  }

  @Test
  void anOwnerHasOneTo256Characters() {
    assertThat(new NewKey(1, 1, Optional.of("x".repeat(256))).owner()).isPresent();
    assertRefused(ErrorCode.INVALID_NAME, () -> new NewKey(1, 1, Optional.of("")), "not 0");
    assertRefused(ErrorCode.INVALID_NAME, () -> new NewKey(1, 1, Optional.of("x".repeat(257))), "not 257");
  }
}
