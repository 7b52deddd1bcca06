package dev.nightjar.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Requires refusals. */
final class Refusals {
  private Refusals() {
  }

  /** Requires that an action is refused with a code, and gives the sentence. */
  static String refusal(ErrorCode code, ThrowingCallable action) {
    NightjarException[] seen = new NightjarException[1];
    assertThatThrownBy(action).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
      seen[0] = e;
    });
    return seen[0].getMessage();
  }
}
