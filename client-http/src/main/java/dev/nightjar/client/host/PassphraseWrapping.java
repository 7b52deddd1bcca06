package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyWrapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Data keys under a passphrase: PBKDF2-HMAC-SHA-512 (RFC 8018) with a fresh salt gives a key for AES-256-GCM. Where the
 * owner's own words are all that protects a file, they are what an attacker who has the file guesses; each guess costs
 * {@value #ITERATIONS} iterations, almost three times what OWASP asks for (210,000).
 *
 * <p>A wrapped data key: number of the derivation (4 bytes, little-endian, 1), iterations (4), salt (16), then the
 * encrypted data key and its tag (48). Thread-safe. Closing wipes the passphrase.
 */
public final class PassphraseWrapping implements KeyWrapping, AutoCloseable {
  /** The name in files. */
  public static final String NAME = "passphrase";

  /** Fewest characters of a passphrase that a new file is written with. */
  public static final int MIN_CHARACTERS = 8;

  static final int ITERATIONS = 600_000;

  /** What a file may ask for: from OWASP's figure to some ten seconds. */
  static final int MIN_ITERATIONS = 210_000;

  static final int MAX_ITERATIONS = 10_000_000;

  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  private static final int DERIVATION = 1;
  private static final int SALT_BYTES = 16;
  private static final int HEADER_BYTES = 2 * Integer.BYTES + SALT_BYTES;
  private static final int WRAPPED_BYTES = HEADER_BYTES + DATA_KEY_BYTES + AesGcm.TAG_BYTES;

  /** "password", "salt", one iteration: published for PBKDF2-HMAC-SHA-512 beside the vectors of RFC 6070. */
  private static final String KNOWN_ANSWER = "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252";

  private final char[] passphrase;
  private final int iterations;
  private boolean closed;

  /**
   * A wrapping by a passphrase.
   *
   * @param passphrase copied; the caller wipes its own
   * @throws NightjarException {@link ErrorCode#KEY_LOCKED} for an empty one
   */
  public PassphraseWrapping(char[] passphrase) {
    this(passphrase, ITERATIONS);
  }

  PassphraseWrapping(char[] passphrase, int iterations) {
    if (passphrase.length == 0) {
      throw new NightjarException(ErrorCode.KEY_LOCKED, "the passphrase is empty: give one");
    }
    this.passphrase = passphrase.clone();
    this.iterations = iterations;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * {@inheritDoc}
   *
   * @throws NightjarException {@link ErrorCode#KEY_LOCKED} for a passphrase of fewer than {@value #MIN_CHARACTERS}
   *     characters
   */
  @Override
  public byte[] wrap(byte[] dataKey, byte[] context) {
    if (passphrase.length < MIN_CHARACTERS) {
      throw new NightjarException(ErrorCode.KEY_LOCKED, "a passphrase for a new key file has at least "
          + MIN_CHARACTERS + " characters, not " + passphrase.length + "; several unrelated words are better still");
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    byte[] header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN)
        .putInt(DERIVATION).putInt(iterations).put(salt).array();
    byte[] key = derive(salt, iterations);
    try {
      byte[] sealed = AesGcm.seal(key, associated(header, context), dataKey);
      return ByteBuffer.allocate(WRAPPED_BYTES).put(header).put(sealed).array();
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) {
    if (wrapped.length != WRAPPED_BYTES) {
      throw invalid("a data key under a passphrase has " + WRAPPED_BYTES + " bytes, not " + wrapped.length);
    }
    ByteBuffer b = ByteBuffer.wrap(wrapped).order(ByteOrder.LITTLE_ENDIAN);
    int derivation = b.getInt();
    if (derivation != DERIVATION) {
      throw invalid("derivation " + Integer.toUnsignedString(derivation)
          + " of a passphrase is not known; this library knows 1");
    }
    int count = b.getInt();
    if (count < MIN_ITERATIONS || count > MAX_ITERATIONS) {
      throw invalid("a passphrase is derived with " + MIN_ITERATIONS + " to " + MAX_ITERATIONS + " iterations, not "
          + Integer.toUnsignedString(count));
    }
    byte[] header = Arrays.copyOf(wrapped, HEADER_BYTES);
    byte[] key = derive(Arrays.copyOfRange(header, 2 * Integer.BYTES, HEADER_BYTES), count);
    try {
      return AesGcm.open(key, associated(header, context), Arrays.copyOfRange(wrapped, HEADER_BYTES, WRAPPED_BYTES))
          .orElseThrow(() -> new NightjarException(ErrorCode.KEY_LOCKED,
              "the passphrase does not open this key file, or the file was changed: try again, or use its backup"));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] associated(byte[] header, byte[] context) {
    return ByteBuffer.allocate(header.length + context.length).put(header).put(context).array();
  }

  private synchronized byte[] derive(byte[] salt, int count) {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "this passphrase is wiped: give it again");
    }
    byte[] known = pbkdf2("password".toCharArray(), new byte[] {'s', 'a', 'l', 't'}, 1);
    if (!Arrays.equals(known, HexFormat.of().parseHex(KNOWN_ANSWER))) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED, ALGORITHM + " of this JVM fails its self-test: put the "
          + "JDK's own security provider (SunJCE) before all others in java.security, and start again");
    }
    return pbkdf2(passphrase, salt, count);
  }

  private static byte[] pbkdf2(char[] password, byte[] salt, int count) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, count, DATA_KEY_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED, "this JVM has no " + ALGORITHM + ": use another JDK", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, message);
  }

  /** Wipes the passphrase. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(passphrase, '\0');
  }
}
