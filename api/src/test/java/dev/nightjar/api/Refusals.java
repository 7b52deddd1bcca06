package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal looks like: our exception, a code, a sentence with the bad value. */
public final class Refusals {
  private Refusals() {
  }

  /** Requires a refusal with this code whose message contains all these words. */
  public static void assertRefused(ErrorCode code, ThrowingCallable call, String... words) {
    assertThatExceptionOfType(NightjarException.class).isThrownBy(call).satisfies(e -> {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e.getMessage()).isNotBlank();
      for (String word : words) {
        assertThat(e.getMessage()).contains(word);
      }
    });
  }

  /** Requires that an action is refused with a code, and gives the sentence. */
  public static String refusal(ErrorCode code, ThrowingCallable action) {
    NightjarException refused = catchThrowableOfType(NightjarException.class, action);
    assertThat(refused).as("a refusal with %s", code).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused.getMessage();
  }
}
