package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts one stored key by AES-256-GCM, chunk by chunk, under a data key that the master key gives to
 * this key alone: it is derived of the uid, the generation and the length. The nonce of a chunk is its number, and the
 * tag is bound to all of these once more. So no chunk can take the place of another, in this key or in a different one,
 * and the same byte at the same place of a key is always encrypted to the same one, which is what lets a store compare
 * bytes that come again without the data key.
 *
 * <p>Bytes of a chunk that arrive in pieces are encrypted by the counter mode that is inside of GCM; the tag is made
 * when all of the chunk is there. Not thread-safe.
 */
final class KeySeal {
  private static final byte[] PURPOSE = "nightjar keys at rest: data key 1".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int BLOCK_BYTES = 16;

  /** The counter of the first block of data; the one before it encrypts the tag (NIST SP 800-38D, 7.1). */
  private static final int FIRST_BLOCK = 2;

  private final SealLayout layout;
  private final byte[] context;
  private final byte[] header;
  private final SecretKeySpec dataKey;

  KeySeal(MasterKeys.MasterKey master, KeyReference key, SealLayout layout) {
    this.layout = layout;
    this.header = layout.header(master.id());
    this.context = ByteBuffer.allocate(3 * Long.BYTES).putLong(key.uid().value()).putLong(key.generation())
        .putLong(layout.keyBytes()).array();
    byte[] derived = master.derive(ByteBuffer.allocate(PURPOSE.length + context.length).put(PURPOSE).put(context)
        .array());
    this.dataKey = new SecretKeySpec(derived, "AES");
    Arrays.fill(derived, (byte) 0);
  }

  byte[] header() {
    return header.clone();
  }

  /**
   * Encrypts or decrypts bytes without looking at a tag.
   *
   * @param offset place of the first byte in the key
   * @param from position to limit; its position moves to its limit
   * @param into with room for as many; may be the same memory
   */
  void crypt(long offset, ByteBuffer from, ByteBuffer into) {
    for (long at = offset; from.hasRemaining(); ) {
      int chunk = (int) (at / SealLayout.CHUNK_BYTES);
      int within = (int) (at % SealLayout.CHUNK_BYTES);
      int length = Math.min(from.remaining(), SealLayout.CHUNK_BYTES - within);
      int skipped = within % BLOCK_BYTES;
      byte[] bytes = new byte[skipped + length];
      from.get(bytes, skipped, length);
      byte[] counter = ByteBuffer.allocate(BLOCK_BYTES).put(nonce(chunk))
          .putInt(FIRST_BLOCK + within / BLOCK_BYTES).array();
      try {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, dataKey, new IvParameterSpec(counter));
        into.put(cipher.doFinal(bytes), skipped, length);
      } catch (GeneralSecurityException e) {
        throw missing(e);
      }
      at += length;
    }
  }

  /** The tag of a chunk, of which the whole ciphertext is given. */
  byte[] tag(int chunk, ByteBuffer ciphertext) {
    ByteBuffer plain = ByteBuffer.allocate(ciphertext.remaining());
    crypt((long) chunk * SealLayout.CHUNK_BYTES, ciphertext.duplicate(), plain);
    try {
      ByteBuffer sealed = ByteBuffer.wrap(gcm(Cipher.ENCRYPT_MODE, chunk).doFinal(plain.array()));
      if (!sealed.slice(0, plain.capacity()).equals(ciphertext)) {
        throw new NightjarException(ErrorCode.SELF_TEST_FAILED, "AES/GCM and AES/CTR of this JVM do not agree: put the"
            + " JDK's own security provider (SunJCE) before all others in java.security, and start again");
      }
      return Arrays.copyOfRange(sealed.array(), plain.capacity(), sealed.capacity());
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /**
   * The bytes of a chunk.
   *
   * @param sealed ciphertext, then tag
   * @throws NightjarException {@code UNAVAILABLE} when it is not what was sealed in this place
   */
  byte[] open(int chunk, byte[] sealed) {
    try {
      return gcm(Cipher.DECRYPT_MODE, chunk).doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw SealLayout.altered();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private Cipher gcm(int mode, int chunk) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, dataKey, new GCMParameterSpec(SealLayout.TAG_BYTES * Byte.SIZE, nonce(chunk)));
    cipher.updateAAD(header);
    cipher.updateAAD(context);
    cipher.updateAAD(ByteBuffer.allocate(2 * Integer.BYTES).putInt(chunk).putInt(layout.chunks()).array());
    return cipher;
  }

  private static byte[] nonce(int chunk) {
    return ByteBuffer.allocate(NONCE_BYTES).putInt(NONCE_BYTES - Integer.BYTES, chunk).array();
  }

  private static NightjarException missing(GeneralSecurityException e) {
    return new NightjarException(ErrorCode.SELF_TEST_FAILED, "this JVM has no AES with keys of 256 bits: use another"
        + " JDK", e);
  }
}
