package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) by the JDK, for keys that encrypt <em>one</em> message each. The nonce is therefore
 * zero: it must differ between two messages under one key, and there is no second one.
 *
 * <p>The JDK's cipher must give a known answer each time before it is used, and what is encrypted is decrypted and
 * compared before it is returned: a key file that cannot be opened again would be found too late.
 */
final class AesGcm {
  static final int TAG_BYTES = 16;

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;

  /** Test case 14 of the specification of GCM (McGrew, Viega): zero key, zero nonce, one zero block. */
  private static final String KNOWN_ANSWER = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";

  private AesGcm() {
  }

  /**
   * Ciphertext, then tag.
   *
   * @param key 32 bytes that never encrypt anything else
   */
  static byte[] seal(byte[] key, byte[] associated, byte[] plain) {
    requireKnownAnswer();
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, associated, plain, plain.length + TAG_BYTES).orElseThrow();
    byte[] again = crypt(Cipher.DECRYPT_MODE, key, associated, sealed, plain.length).orElse(new byte[0]);
    boolean same = Arrays.equals(again, plain);
    Arrays.fill(again, (byte) 0);
    if (!same) {
      throw broken("does not decrypt what it encrypted");
    }
    return sealed;
  }

  /** The plaintext, which the caller wipes; empty when key, associated data or ciphertext are not those of a seal. */
  static Optional<byte[]> open(byte[] key, byte[] associated, byte[] sealed) {
    requireKnownAnswer();
    if (sealed.length < TAG_BYTES) {
      return Optional.empty();
    }
    return crypt(Cipher.DECRYPT_MODE, key, associated, sealed, sealed.length - TAG_BYTES);
  }

  private static void requireKnownAnswer() {
    byte[] answer = crypt(Cipher.ENCRYPT_MODE, new byte[32], new byte[0], new byte[16], 16 + TAG_BYTES).orElseThrow();
    if (!Arrays.equals(answer, HexFormat.of().parseHex(KNOWN_ANSWER))) {
      throw broken("fails its self-test");
    }
  }

  private static Optional<byte[]> crypt(int mode, byte[] key, byte[] associated, byte[] in, int expected) {
    byte[] out;
    try {
      Cipher cipher = Cipher.getInstance(TRANSFORMATION);
      cipher.init(mode, new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BYTES * Byte.SIZE, new byte[NONCE_BYTES]));
      cipher.updateAAD(associated);
      out = cipher.doFinal(in);
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED, "this JVM has no " + TRANSFORMATION
          + " with keys of 256 bits: use another JDK", e);
    }
    if (out == null || out.length != expected) {
      throw broken("gave " + (out == null ? 0 : out.length) + " bytes of " + expected);
    }
    return Optional.of(out);
  }

  private static NightjarException broken(String fault) {
    return new NightjarException(ErrorCode.SELF_TEST_FAILED, TRANSFORMATION + " of this JVM " + fault
        + ": put the JDK's own security provider (SunJCE) before all others in java.security, and start again");
  }
}
