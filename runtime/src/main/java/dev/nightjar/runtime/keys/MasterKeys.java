package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyWrapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys of 256 bits under which an {@link EncryptedKeyStore} keeps what it stores. The first encrypts new keys; all of
 * them decrypt. So a master key is replaced by giving every server the new one in the second place, then in the first,
 * and by leaving the old one out when nothing that it encrypted is stored any more. Immutable and thread-safe; the
 * keys stay in memory as long as this object.
 */
public final class MasterKeys {
  /** Bytes of a master key. */
  public static final int KEY_BYTES = KeyWrapping.DATA_KEY_BYTES;

  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";
  private static final String COMMAND = "command:";

  /** Base64 of a key, with room for a line end of any kind. */
  private static final int MAX_TEXT_BYTES = 64;

  /** How long a program may take; key management services answer within seconds or not at all. */
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  /** What a {@link KeyWrapping} authenticates, so that a data key of another purpose is no master key. */
  private static final byte[] CONTEXT = "nightjar master key of a key store".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] ID = "nightjar keys at rest: id".getBytes(StandardCharsets.US_ASCII);

  /** By their ids, the one that writes first. */
  private final Map<Long, MasterKey> keys;
  private final MasterKey first;

  private MasterKeys(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "keys at rest need a master key");
    }
    this.keys = new LinkedHashMap<>();
    for (byte[] key : keys) {
      if (key.length != KEY_BYTES) {
        throw new NightjarException(ErrorCode.INVALID_NAME, "a master key has " + KEY_BYTES + " bytes, not "
            + key.length);
      }
      MasterKey made = new MasterKey(key);
      if (this.keys.putIfAbsent(made.id(), made) != null) {
        throw new NightjarException(ErrorCode.INVALID_NAME, "the master key " + name(made.id()) + " is given twice");
      }
    }
    this.first = this.keys.values().iterator().next();
  }

  /** One master key. */
  static final class MasterKey {
    private final SecretKeySpec secret;
    private final long id;

    private MasterKey(byte[] bytes) {
      this.secret = new SecretKeySpec(bytes, "HmacSHA256");
      this.id = ByteBuffer.wrap(derive(ID)).getLong();
    }

    /** Tells this key from others, and nothing of it. */
    long id() {
      return id;
    }

    /** A key of 256 bits for a purpose; different ones for any two purposes. */
    byte[] derive(byte[] purpose) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(secret);
        return mac.doFinal(purpose);
      } catch (GeneralSecurityException e) {
        throw new NightjarException(ErrorCode.SELF_TEST_FAILED, "this JVM has no HmacSHA256: use another JDK", e);
      }
    }
  }

  /**
   * Master keys.
   *
   * @param keys {@value #KEY_BYTES} random bytes each; the first one writes. The caller may wipe the arrays
   * @throws NightjarException {@code INVALID_NAME} when there is none, one has another length, or one comes twice
   */
  public static MasterKeys of(List<byte[]> keys) {
    return new MasterKeys(keys);
  }

  /**
   * Master keys that lie elsewhere, as base64 of {@value #KEY_BYTES} bytes.
   *
   * @param sources {@code env:NAME} for the value of a variable of the environment, {@code file:PATH} for the content
   *     of a file, {@code command:PROGRAM} or {@code command:PROGRAM<FILE} for what a program prints that reads FILE;
   *     further ones after commas. A program is named by its whole path, is run now and without a shell, and has 30
   *     seconds
   * @param environment value of a variable, or null; {@code System::getenv}
   * @throws NightjarException {@code INVALID_NAME} when a source has no such key, {@code UNAVAILABLE} when a program
   *     fails or does not end
   */
  public static MasterKeys parse(String sources, UnaryOperator<String> environment) {
    return parse(sources, environment, COMMAND_LIMIT);
  }

  static MasterKeys parse(String sources, UnaryOperator<String> environment, Duration limit) {
    List<byte[]> keys = new ArrayList<>();
    try {
      for (String source : sources.split(",", -1)) {
        byte[] text = text(source, environment, limit);
        try {
          keys.add(decode(source, text));
        } finally {
          Arrays.fill(text, (byte) 0);
        }
      }
      return new MasterKeys(keys);
    } finally {
      keys.forEach(key -> Arrays.fill(key, (byte) 0));
    }
  }

  private static byte[] text(String source, UnaryOperator<String> environment, Duration limit) {
    if (source.startsWith(ENVIRONMENT)) {
      String value = environment.apply(source.substring(ENVIRONMENT.length()));
      if (value == null) {
        throw bad(source, "there is no such variable in the environment");
      }
      return value.getBytes(StandardCharsets.ISO_8859_1);
    }
    if (source.startsWith(COMMAND)) {
      return new KeyCommand(source, source.substring(COMMAND.length())).run(limit, MAX_TEXT_BYTES);
    }
    if (!source.startsWith(FILE)) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "a master key comes from env:NAME, file:PATH or"
          + " command:PROGRAM, not from '"
          + (source.length() > 80 ? source.substring(0, 80) + "..." : source) + "'");
    }
    try {
      Path file = Path.of(source.substring(FILE.length()));
      if (Files.size(file) > MAX_TEXT_BYTES) {
        throw bad(source, "the file is longer than base64 of " + KEY_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException | InvalidPathException e) {
      throw bad(source, "it cannot be read: " + FileFaults.reason(e instanceof IOException io ? io
          : new IOException(e.getMessage())));
    }
  }

  private static byte[] decode(String source, byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] <= ' ' && text[end - 1] >= 0) {
      end--;
    }
    byte[] encoded = Arrays.copyOf(text, end);
    byte[] key;
    try {
      key = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      // The cause is left out: its message quotes a character of the key.
      throw bad(source, "it is not base64");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
    if (key.length != KEY_BYTES) {
      throw bad(source, "it is base64 of " + key.length + " bytes, not of " + KEY_BYTES);
    }
    return key;
  }

  private static NightjarException bad(String source, String reason) {
    return new NightjarException(ErrorCode.INVALID_NAME, "there is no master key in " + source + ": " + reason
        + "; 'openssl rand -base64 " + KEY_BYTES + "' makes one");
  }

  /**
   * A new random master key, as a key management service is to keep it.
   *
   * @return what {@link #unwrap} takes; it can be stored anywhere
   */
  public static byte[] wrapNew(KeyWrapping wrapping) {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    try {
      return wrapping.wrap(key, CONTEXT.clone());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * Master keys that a key management service or a hardware module unwraps, once each.
   *
   * @param wrapped of {@link #wrapNew}; the first one writes
   * @throws NightjarException {@code KEY_LOCKED} when the wrapping is not that of a key, {@code INVALID_NAME} when it
   *     gives no master key
   */
  public static MasterKeys unwrap(KeyWrapping wrapping, List<byte[]> wrapped) {
    List<byte[]> keys = new ArrayList<>();
    try {
      wrapped.forEach(one -> keys.add(wrapping.unwrap(one.clone(), CONTEXT.clone())));
      return new MasterKeys(keys);
    } finally {
      keys.forEach(key -> Arrays.fill(key, (byte) 0));
    }
  }

  /** The key that encrypts. */
  MasterKey first() {
    return first;
  }

  /**
   * The key of an id.
   *
   * @throws NightjarException {@code UNAVAILABLE} when it is not among these
   */
  MasterKey of(long id) {
    MasterKey key = keys.get(id);
    if (key == null) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key is stored under the master key " + name(id)
          + ", which this server was not given; it has " + this + ". Give it this one, too");
    }
    return key;
  }

  private static String name(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /** The ids of the keys. */
  @Override
  public String toString() {
    return keys.keySet().stream().map(MasterKeys::name).collect(Collectors.joining(", "));
  }
}
