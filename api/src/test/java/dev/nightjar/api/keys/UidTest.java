package dev.nightjar.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UidTest {
  private static final long MAX = (1L << 53) - 1;

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    NightjarException e = catchThrowableOfType(NightjarException.class, call);
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
    assertThat(e).hasMessage("a uid is an integer from 0 to 2^53 - 1 in decimal digits");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, MAX})
  void aUidIsReadBackFromItsText(long value) {
    assertThat(Uid.parse(new Uid(value).toString())).isEqualTo(new Uid(value));
    assertThat(new Uid(value)).hasToString(Long.toString(value));
  }

  @Test
  void leadingZerosAreAllowed() {
    assertThat(Uid.parse("0000000000000042")).isEqualTo(new Uid(42));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, MAX + 1, Long.MIN_VALUE, Long.MAX_VALUE})
  void aNumberOutsideTheRangeIsRefused(long value) {
    assertRefused(() -> new Uid(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", " 1", "1 ", "0x1", "٣", "9007199254740992", "00000000000000001"})
  void textThatIsNoUidIsRefused(String text) {
    assertRefused(() -> Uid.parse(text));
  }

  @Test
  void aRandomUidTakesTheLowest53Bits() {
    assertThat(Uid.random(() -> -1)).isEqualTo(new Uid(MAX));
    assertThat(Uid.random(() -> 1L << 53 | 5)).isEqualTo(new Uid(5));
  }

  @Test
  void uidsAreOrderedByTheirNumbers() {
    assertThat(new Uid(2)).isLessThan(new Uid(10));
  }
}
