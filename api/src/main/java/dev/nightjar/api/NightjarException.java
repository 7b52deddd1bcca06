package dev.nightjar.api;

import java.util.Objects;

/**
 * The one exception family of Nightjar. The message is a sentence for a person: it names the bad value and, where
 * there is one, the remedy; it never contains key material, ciphertext words or another client's uid.
 */
public class NightjarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** An exception with a stable code and a sentence. */
  public NightjarException(ErrorCode code, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** An exception with a stable code, a sentence and the cause. */
  public NightjarException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** The stable reason. */
  public final ErrorCode code() {
    return code;
  }
}
