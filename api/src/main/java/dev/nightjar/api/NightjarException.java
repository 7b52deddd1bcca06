package dev.nightjar.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The one exception family of Nightjar. The message is a sentence for a person: it names the bad value and, where
 * there is one, the remedy; it never contains key material, ciphertext words or another client's uid. It is one line
 * of {@link PrintableText}, whatever it quotes.
 */
public class NightjarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final Duration retryAfter;

  /** An exception with a stable code and a sentence. */
  public NightjarException(ErrorCode code, String message) {
    this(code, message, (Duration) null);
  }

  /**
   * A refusal that did nothing and may be over after a time: the same may be asked again then. Null where it is not
   * known when, or something may have been done.
   */
  public NightjarException(ErrorCode code, String message, Duration retryAfter) {
    super(printable(message));
    this.code = Objects.requireNonNull(code, "code");
    this.retryAfter = retryAfter;
  }

  /** An exception with a stable code, a sentence and the cause. */
  public NightjarException(ErrorCode code, String message, Throwable cause) {
    super(printable(message), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.retryAfter = null;
  }

  private static String printable(String message) {
    return message == null ? null : PrintableText.sentence(message);
  }

  /** The stable reason. */
  public final ErrorCode code() {
    return code;
  }

  /** When it is worth asking the same again, by what is known now; whoever refused so has not acted. */
  public final Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
