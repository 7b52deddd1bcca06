package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * {@code client.zip}: what a client needs of a model, as one JSON document {@code client.json} in a zip. It
 * holds no secret. Equal specs give equal bytes on every platform (the entry is stored, its time stamp fixed,
 * numbers in their shortest decimal form), and reading gives back every double exactly.
 *
 * <p>Reading is strict, because the file comes from somebody else: one entry of that name, at most {@value
 * #MAX_BYTES} bytes, every member present and of its type, nothing more. What is wrong is said in a sentence,
 * with code {@link ErrorCode#INVALID_MODEL}.
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
    if (zip.length > MAX_BYTES) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, BundleFormat.CLIENT_ZIP + " is longer than "
          + (MAX_BYTES >> 20) + " MiB");
    }
    return ClientJson.read(BoundedZip.read(BundleFormat.CLIENT_ZIP, zip, Set.of(BundleFormat.CLIENT_JSON))
        .get(BundleFormat.CLIENT_JSON));
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

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }
}
