package dev.nightjar.api;

import java.util.Objects;

/**
 * The one exception family of Nightjar. The message is a sentence for a person: it names the bad value and, where
 * there is one, the remedy; it never contains key material, ciphertext words or another client's uid. It is one line
 * of {@link PrintableText}, whatever it quotes.
 */
public class NightjarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** An exception with a stable code and a sentence. */
  public NightjarException(ErrorCode code, String message) {
    super(printable(message));
    this.code = Objects.requireNonNull(code, "code");
  }

  /** An exception with a stable code, a sentence and the cause. */
  public NightjarException(ErrorCode code, String message, Throwable cause) {
    super(printable(message), cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  private static String printable(String message) {
    return message == null ? null : PrintableText.sentence(message);
  }

  /** The stable reason. */
  public final ErrorCode code() {
    return code;
  }
}
