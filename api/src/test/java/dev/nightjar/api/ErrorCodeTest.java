package dev.nightjar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  @Test
  void theSlugsThatHaveEverTravelledStayTheSame() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::slug)).contains("malformed-request", "too-large",
        "unknown-method", "unknown-model", "unknown-uid", "invalid-name", "invalid-parameters", "invalid-format",
        "parameter-mismatch", "shape-mismatch", "key-incomplete", "key-complete", "key-part-conflict",
        "checksum-mismatch", "key-required", "store-full", "busy", "unavailable", "cancelled", "invalid-model",
        "engine-unavailable", "not-compilable", "internal", "model-mismatch", "answer-mismatch", "disclosure-spent",
        "self-test-failed", "key-locked", "refused-by-policy");
  }

  @Test
  void anExceptionCarriesItsCodeItsSentenceAndItsCause() {
    Exception cause = new Exception("why");
    NightjarException e = new NightjarException(ErrorCode.BUSY, "the queue is full", cause);
    assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
    assertThat(e).hasMessage("the queue is full").hasCause(cause);
    assertThat(new NightjarException(ErrorCode.BUSY, "full")).hasNoCause();
  }

  @Test
  void anExceptionWithoutACodeIsNotMade() {
    assertThatNullPointerException().isThrownBy(() -> new NightjarException(null, "x"));
  }
}
