package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code client.zip}: what a client needs of a model, as one JSON document {@code client.json} in a zip. It
 * holds no secret. Equal specs give equal bytes on every platform (the entry is stored, its time stamp fixed,
 * numbers in their shortest decimal form), and reading gives back every double exactly.
 *
 * <p>Reading is strict, because the file comes from somebody else: one entry of that name and perhaps a signature, at
 * most {@value #MAX_BYTES} bytes, every member present and of its type, nothing more. What is wrong is said in a
 * sentence, with code {@link ErrorCode#INVALID_MODEL}.
 */
public final class ClientBundle {
  /** Most bytes that the zip, and the document in it, may have. */
  public static final int MAX_BYTES = BundleFormat.MAX_ZIP_BYTES;

  private ClientBundle() {
  }

  /**
   * The bytes of a {@code client.zip}.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} for a parameter set for tests
   */
  public static byte[] write(ClientSpec spec) {
    return StoredZip.of(Map.of(BundleFormat.CLIENT_JSON, ClientJson.write(spec)));
  }

  /** Writes a {@code client.zip}, over an older one if there is one. */
  public static void write(ClientSpec spec, Path file) throws IOException {
    Files.write(file, write(spec));
  }

  /** Reads the bytes of a {@code client.zip}. */
  public static ClientSpec read(byte[] zip) {
    return read(zip, TrustedKeys.ANYBODY);
  }

  /**
   * Reads the bytes of a {@code client.zip} if a trusted key has signed it.
   *
   * @throws NightjarException also {@link ErrorCode#REFUSED_BY_POLICY} when it is not signed or by another key, which
   *     is found before the document is parsed
   */
  public static ClientSpec read(byte[] zip, TrustedKeys trusted) {
    BoundedZip.Content content = content(zip);
    trusted.require(BundleFormat.CLIENT_ZIP, content);
    return spec(content);
  }

  static ClientSpec spec(BoundedZip.Content content) {
    return ClientJson.read(content.entries().get(BundleFormat.CLIENT_JSON));
  }

  /** The entries, which are not parsed. */
  static BoundedZip.Content content(byte[] zip) {
    if (zip.length > MAX_BYTES) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, BundleFormat.CLIENT_ZIP + " is longer than "
          + (MAX_BYTES >> 20) + " MiB");
    }
    return BoundedZip.read(BundleFormat.CLIENT_ZIP, zip, Set.of(BundleFormat.CLIENT_JSON));
  }

  /**
   * Reads the bytes of a {@code client.zip} if they are the pinned ones.
   *
   * @throws NightjarException also {@link ErrorCode#CHECKSUM_MISMATCH} for any others, which are not parsed
   */
  public static ClientSpec read(byte[] zip, BundlePin pin) {
    pin.require(zip);
    return read(zip);
  }

  /**
   * Reads a {@code client.zip}.
   *
   * @throws IOException when the file cannot be read
   */
  public static ClientSpec read(Path file) throws IOException {
    return read(bytes(file));
  }

  /**
   * Reads a {@code client.zip} if it is the pinned one.
   *
   * @throws IOException when the file cannot be read
   * @throws NightjarException also {@link ErrorCode#CHECKSUM_MISMATCH} for any other, which is not parsed
   */
  public static ClientSpec read(Path file, BundlePin pin) throws IOException {
    return read(bytes(file), pin);
  }

  /**
   * Reads a {@code client.zip} if a trusted key has signed it.
   *
   * @throws IOException when the file cannot be read
   * @throws NightjarException as {@link #read(byte[], TrustedKeys)}
   */
  public static ClientSpec read(Path file, TrustedKeys trusted) throws IOException {
    return read(bytes(file), trusted);
  }

  /**
   * Who has signed a {@code client.zip}, trusted or not; empty when nobody has.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} when the signature is not its signer's, or of another zip
   */
  public static Optional<TrustedKeys> signer(byte[] zip) {
    BoundedZip.Content content = content(zip);
    return content.signature().map(entry -> {
      TrustedKeys signer = TrustedKeys.parse(BundleSignature.parse(BundleFormat.CLIENT_ZIP, entry).signer());
      signer.require(BundleFormat.CLIENT_ZIP, content);
      return signer;
    });
  }

  /**
   * The bytes of a {@code client.zip}, of a file that is too long only so many that {@link #read} refuses them.
   *
   * @throws IOException when the file cannot be read
   */
  public static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }
}
