package dev.nightjar.api.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret that a server draws when a caller whom it does not know begins a key. Whoever shows it may go on with the
 * upload, use the key and delete it; nobody else may. A server keeps its {@link #sha256} alone.
 *
 * <p>Immutable. {@link #toString} does not show it.
 */
public final class UploadToken {
  private static final int BYTES = 32;

  private final String text;

  private UploadToken(String text) {
    this.text = text;
  }

  /** Draws 256 random bits. */
  public static UploadToken random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new UploadToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Reads a token.
   *
   * @param text 43 characters of the URL's base64 alphabet
   * @throws NightjarException {@code INVALID_NAME} for anything else; the message does not repeat it
   */
  public static UploadToken parse(String text) {
    if (!text.matches("[A-Za-z0-9_-]{43}")) {
      throw new NightjarException(ErrorCode.INVALID_NAME,
          "an upload token has 43 characters, letters, digits, '-' and '_', as the server gave it");
    }
    return new UploadToken(text);
  }

  /** The secret, for the request that shows it. {@link #parse} reads it. */
  public String secret() {
    return text;
  }

  /** SHA-256 of the secret's characters, in lower-case hexadecimal. */
  public String sha256() {
    return Sha256.hexOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Compares hashes, so that the time that it takes says nothing about the secret. */
  @Override
  public boolean equals(Object other) {
    return other instanceof UploadToken token && token.sha256().equals(sha256());
  }

  @Override
  public int hashCode() {
    return sha256().hashCode();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "UploadToken[secret]";
  }
}
