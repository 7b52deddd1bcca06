package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Ed25519 public keys whose owners may sign bundles; bundles that none of them signed are refused. {@link #ANYBODY}
 * asks for no signature. Immutable and thread-safe.
 */
public final class TrustedKeys {
  /** Bundles need no signature, and one that is there is not looked at. */
  public static final TrustedKeys ANYBODY = new TrustedKeys(Map.of());

  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";
  private static final String FILE = "file:";
  private static final int MAX_FILE_BYTES = 4096;

  private final Map<String, PublicKey> keys;

  private TrustedKeys(Map<String, PublicKey> keys) {
    this.keys = Collections.unmodifiableMap(keys);
  }

  /**
   * Trusts these keys and no others.
   *
   * @param keys at least one, Ed25519 each
   * @throws NightjarException {@code INVALID_NAME} when there is none or one is of another algorithm
   */
  public static TrustedKeys of(List<PublicKey> keys) {
    if (keys.isEmpty()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "trust at least one key");
    }
    Map<String, PublicKey> byText = new LinkedHashMap<>();
    keys.forEach(key -> byText.put(text(key), key));
    return new TrustedKeys(byText);
  }

  /**
   * Reads keys.
   *
   * @param keys as {@link #text} gives them, or {@code file:PATH} for a public key in PEM; further ones after commas
   * @throws NightjarException {@code INVALID_NAME} when one of them is no Ed25519 public key
   */
  public static TrustedKeys parse(String keys) {
    Map<String, PublicKey> read = new LinkedHashMap<>();
    for (String one : keys.split(",", -1)) {
      PublicKey key = key(one.startsWith(FILE) ? pem(one.substring(FILE.length())) : one, one);
      read.put(text(key), key);
    }
    return new TrustedKeys(read);
  }

  private static String pem(String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      String text = new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.ISO_8859_1).strip();
      if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
        throw new NightjarException(ErrorCode.INVALID_NAME, path + " is no public key as PEM, " + BEGIN);
      }
      return text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("\\s", "");
    } catch (IOException | InvalidPathException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the public key " + path + " cannot be read: "
          + e.getMessage(), e);
    }
  }

  private static PublicKey key(String base64, String source) {
    try {
      PublicKey key = KeyFactory.getInstance(BundleSignature.ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
      if (text(key).equals(base64)) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw bad(source, e);
    }
    throw bad(source, null);
  }

  private static NightjarException bad(String source, Exception cause) {
    return new NightjarException(ErrorCode.INVALID_NAME, "'" + (source.length() > 100 ? source.substring(0, 100)
        + "..." : source) + "' is no Ed25519 public key: give the text that 'nightjar sign --new-key' printed, or"
        + " file:PATH of the file that it wrote", cause);
  }

  /**
   * A public key as one word: base64 of its X.509 form, the middle line of its PEM.
   *
   * @throws NightjarException {@code INVALID_NAME} when it is none for Ed25519
   */
  public static String text(PublicKey key) {
    String text = key.getEncoded() == null ? "" : Base64.getEncoder().encodeToString(key.getEncoded());
    if (text.length() != 60 || !text.startsWith("MCowBQYDK2VwAyEA")) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "bundles are signed with Ed25519, and this is a key for "
          + key.getAlgorithm());
    }
    return text;
  }

  /** Whether bundles need no signature. */
  public boolean isAnybody() {
    return keys.isEmpty();
  }

  /** The key where there is one. */
  PublicKey only() {
    return keys.values().iterator().next();
  }

  Optional<PublicKey> find(String text) {
    return Optional.ofNullable(keys.get(text));
  }

  /**
   * Refuses a zip that is to be signed and is not.
   *
   * @param file name of the zip
   * @return its signature, verified; empty where anybody is trusted
   */
  Optional<BundleSignature> require(String file, BoundedZip.Content content) {
    if (isAnybody()) {
      return Optional.empty();
    }
    byte[] entry = content.signature().orElseThrow(() -> new NightjarException(ErrorCode.REFUSED_BY_POLICY, file
        + " is not signed, and only bundles that are signed by " + this + " are trusted: have it signed by 'nightjar"
        + " sign', or get a signed one"));
    BundleSignature signature = BundleSignature.parse(file, entry);
    signature.require(file, content.entries(), this);
    return Optional.of(signature);
  }

  /** The keys as {@link #parse} reads them. */
  @Override
  public String toString() {
    return String.join(",", keys.keySet());
  }
}
