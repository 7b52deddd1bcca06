package dev.nightjar.api.keys;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyTest {
  @Test
  void aKeyForAnybodyComesInPartsOfAMebibyte() {
    assertThat(NewKey.of(5)).isEqualTo(new NewKey(5, 1 << 20, KeyOwner.ANYBODY));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aKeyWithoutBytesIsRefused(long totalBytes) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> NewKey.of(totalBytes), "at least one byte", "" + totalBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void partsWithoutBytesAreRefused(int partBytes) {
    assertRefused(ErrorCode.INVALID_FORMAT, () -> new NewKey(10, partBytes, KeyOwner.ANYBODY), "" + partBytes);
  }

  @Test
  void moreThan65536PartsAreRefused() {
    assertThat(new NewKey(NewKey.MAX_PARTS * 7L, 7, KeyOwner.ANYBODY).partBytes()).isEqualTo(7);
    assertRefused(ErrorCode.INVALID_FORMAT, () -> new NewKey(NewKey.MAX_PARTS * 7L + 1, 7, KeyOwner.ANYBODY),
        "more than 65536 parts");
    assertRefused(ErrorCode.INVALID_FORMAT, () -> NewKey.of(Long.MAX_VALUE), "more than 65536 parts");
  }

  @Test
  void anotherOwnerChangesNothingElse() {
    KeyOwner alice = KeyOwner.of(Caller.of("alice"));
    assertThat(new NewKey(10, 3, KeyOwner.ANYBODY).withOwner(alice)).isEqualTo(new NewKey(10, 3, alice));
    assertThatNullPointerException().isThrownBy(() -> new NewKey(10, 3, null));
  }
}
