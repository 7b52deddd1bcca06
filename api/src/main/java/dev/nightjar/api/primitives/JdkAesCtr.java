package dev.nightjar.api.primitives;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** {@link AesCtr} by the JDK's cipher. */
final class JdkAesCtr implements AesCtr {
  static final String TRANSFORMATION = "AES/CTR/NoPadding";

  /** What is encrypted to get the key stream, this many bytes in one call. Never written to. */
  private static final byte[] ZEROS = new byte[8192];

  private final AesKey key;
  private final Cipher cipher;
  private final byte[] counter = new byte[BLOCK_BYTES];
  private boolean positioned;
  private boolean closed;

  /**
   * A stream that is not positioned yet.
   *
   * @param provider one that has AES in counter mode
   */
  JdkAesCtr(byte[] key, Provider provider) {
    this.key = new AesKey(AesKeys.copy(key));
    try {
      this.cipher = Cipher.getInstance(TRANSFORMATION, provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(JdkProviders.name(TRANSFORMATION, provider) + " cannot be had", e);
    }
  }

  /**
   * The provider that this JVM prefers for keys of ours.
   *
   * @throws GeneralSecurityException when no provider has AES in counter mode
   */
  static Provider provider() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(Cipher.ENCRYPT_MODE, new AesKey(new byte[BLOCK_BYTES]), new IvParameterSpec(new byte[BLOCK_BYTES]));
    return cipher.getProvider();
  }

  @Override
  public void seek(long high, long low) {
    AesKeys.requireOpen(!closed);
    init(high, low);
    positioned = true;
  }

  private void init(long high, long low) {
    ByteBuffer.wrap(counter).putLong(high).putLong(low);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "AES/CTR refused a " + key.bytes.length + "-byte key; this JDK restricts key sizes", e);
    }
  }

  @Override
  public void keyStream(byte[] out, int offset, int length) {
    AesKeys.requireOpen(!closed);
    AesKeys.requirePositioned(positioned);
    Objects.checkFromIndexSize(offset, length, out.length);
    try {
      for (int done = 0; done < length; ) {
        int step = Math.min(length - done, ZEROS.length);
        int given = cipher.update(ZEROS, 0, step, out, offset + done);
        if (given != step) {
          throw JdkProviders.broken(TRANSFORMATION, cipher.getProvider(), "gave " + given + " bytes of " + step
              + "; it holds bytes back");
        }
        done += step;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/CTR gave no key stream", e);
    }
  }

  /** Wipes the key; the JDK's cipher is re-keyed with zeros, which replaces its key schedule. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      key.destroy();
      init(0, 0);
    }
  }

  /** An AES key whose bytes can be wiped, which those of {@link javax.crypto.spec.SecretKeySpec} cannot. */
  private static final class AesKey implements javax.crypto.SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    /** Takes the bytes over. */
    AesKey(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }

    @Override
    public void destroy() {
      Arrays.fill(bytes, (byte) 0);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
      throw new NotSerializableException("a secret key");
    }
  }
}
