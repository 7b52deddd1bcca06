package dev.nightjar.api.primitives;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** {@link Sha256} by the JDK. */
final class JdkSha256 implements Sha256 {
  private final MessageDigest digest;

  JdkSha256() throws NoSuchAlgorithmException {
    digest = MessageDigest.getInstance("SHA-256");
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
