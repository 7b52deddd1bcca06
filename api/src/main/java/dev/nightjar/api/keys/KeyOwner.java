package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * Whom a stored key belongs to. A key store keeps the {@link #text} with the key and gives it back; what the text means
 * is known here alone. So a store need not change when there are further kinds of owners, and a text of a kind that
 * this version does not know admits nobody.
 *
 * @param text 1 to {@value #MAX_LENGTH} characters without control characters; holds no secret
 */
public record KeyOwner(String text) {
  /** Most characters of the text. */
  public static final int MAX_LENGTH = 256;

  /** Nobody in particular: the uid serves everybody who names it. */
  public static final KeyOwner ANYBODY = new KeyOwner("anybody");

  private static final String PRINCIPAL = "principal:";
  private static final String LONG_PRINCIPAL = "principal-sha256:";
  private static final String TOKEN = "upload-token-sha256:";

  /**
   * The owner of a stored text.
   *
   * @throws NightjarException {@code INVALID_NAME} when it has no or too many characters, or control characters
   */
  public KeyOwner {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the text of an owner has 1 to " + MAX_LENGTH
          + " characters and no control characters; this one has " + text.length());
    }
  }

  /** The owner of a key that a caller begins: the principal, else the holder of the token, else anybody. */
  public static KeyOwner of(Caller caller) {
    return caller.principal().map(KeyOwner::principal)
        .or(() -> caller.uploadToken().map(KeyOwner::holder)).orElse(ANYBODY);
  }

  /** A principal. Names that are too long are kept as their SHA-256. */
  private static KeyOwner principal(String name) {
    return new KeyOwner(PRINCIPAL.length() + name.length() <= MAX_LENGTH ? PRINCIPAL + name
        : LONG_PRINCIPAL + Sha256.hexOf(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static KeyOwner holder(UploadToken token) {
    return new KeyOwner(TOKEN + token.sha256());
  }

  /** Whether it is somebody whom the host knows by name. */
  public boolean isPrincipal() {
    return text.startsWith(PRINCIPAL) || text.startsWith(LONG_PRINCIPAL);
  }

  /** Whether a key of this owner is for a caller to see, use, change and delete. */
  public boolean admits(Caller caller) {
    return equals(ANYBODY) || caller.principal().map(KeyOwner::principal).filter(this::equals).isPresent()
        || caller.uploadToken().map(KeyOwner::holder).filter(this::equals).isPresent();
  }
}
