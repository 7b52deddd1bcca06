package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.internal.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An Ed25519 key pair that signs bundles. Its file holds the private key as PKCS#8 in PEM, in the clear and for its
 * owner alone; the public key is beside it, in a file of the same name and {@code .pub}. Both are those of OpenSSL.
 * Immutable and thread-safe.
 */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final PrivateKey secret;
  private final PublicKey open;

  private SigningKey(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.open = open;
  }

  /**
   * A key pair, e.g. of a hardware module.
   *
   * @throws NightjarException {@code INVALID_NAME} when it is none for Ed25519, or the two do not belong together
   */
  public static SigningKey of(PrivateKey secret, PublicKey open) {
    SigningKey key = new SigningKey(secret, open);
    Map<String, byte[]> nothing = Map.of();
    BundleSignature proof = BundleSignature.sign(nothing, nothing, secret, open);
    try {
      proof.require(BundleFormat.CLIENT_ZIP, nothing, key.trusted());
    } catch (NightjarException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "the private and the public key are no pair", e);
    }
    return key;
  }

  /** A new random pair. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(BundleSignature.ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new NightjarException(ErrorCode.SELF_TEST_FAILED, "this JVM has no Ed25519: use another JDK", e);
    }
  }

  /**
   * Writes both files, over none that is there.
   *
   * @throws IOException when one is there or cannot be written
   */
  public void write(Path file) throws IOException {
    String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(secret.getEncoded()) + "\n" + END + "\n";
    try {
      Files.createFile(file, ownersAlone());
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " is there already, and a key that is overwritten is lost: choose another name", e);
    }
    DurableFiles disk = new DurableFiles();
    disk.write(file, pem.getBytes(StandardCharsets.US_ASCII));
    Files.createFile(publicFile(file));
    disk.write(publicFile(file), ("-----BEGIN PUBLIC KEY-----\n" + TrustedKeys.text(open)
        + "\n-----END PUBLIC KEY-----\n").getBytes(StandardCharsets.US_ASCII));
    disk.force(file.toAbsolutePath().getParent());
  }

  private static FileAttribute<?>[] ownersAlone() {
    Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
    return views.contains("posix") ? new FileAttribute<?>[] {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))} : new FileAttribute<?>[0];
  }

  private static Path publicFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  /**
   * Reads a pair from the file of its private key and the one beside it.
   *
   * @throws IOException when the private key cannot be read
   * @throws NightjarException {@code INVALID_NAME} when they are no Ed25519 keys, or no pair
   */
  public static SigningKey read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    PublicKey open = TrustedKeys.parse("file:" + publicFile(file)).only();
    byte[] encoded = new byte[0];
    try {
      if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
        throw new IllegalArgumentException("it does not begin with " + BEGIN);
      }
      encoded = Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
      return of(KeyFactory.getInstance(BundleSignature.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)),
          open);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, file + " is no Ed25519 private key as PEM; 'nightjar sign"
          + " --new-key' makes one", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Trusts this key alone. */
  public TrustedKeys trusted() {
    return TrustedKeys.of(List.of(open));
  }

  /** A signature of two zips. */
  BundleSignature sign(Map<String, byte[]> client, Map<String, byte[]> server) {
    return BundleSignature.sign(client, server, secret, open);
  }

  /** The public key; nothing of the private one. */
  @Override
  public String toString() {
    return TrustedKeys.text(open);
  }
}
