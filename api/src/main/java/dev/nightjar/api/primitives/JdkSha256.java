package dev.nightjar.api.primitives;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Objects;

/** {@link Sha256} by the JDK. */
final class JdkSha256 implements Sha256 {
  static final String ALGORITHM = "SHA-256";

  private final MessageDigest digest;

  /**
   * A digest of nothing yet.
   *
   * @param provider one that has SHA-256
   */
  JdkSha256(Provider provider) {
    try {
      digest = MessageDigest.getInstance(ALGORITHM, provider);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(JdkProviders.name(ALGORITHM, provider) + " cannot be had", e);
    }
  }

  /**
   * The provider that this JVM prefers.
   *
   * @throws NoSuchAlgorithmException when no provider has SHA-256
   */
  static Provider provider() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(ALGORITHM).getProvider();
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    digest.update(bytes, offset, length);
  }

  @Override
  public byte[] digest() {
    return digest.digest();
  }
}
