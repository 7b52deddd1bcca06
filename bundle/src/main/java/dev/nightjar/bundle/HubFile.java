package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file of a hub as its index declares it. Immutable.
 *
 * @param sha256 SHA-256 of its bytes, 64 lower-case hexadecimal digits
 * @param bytes its length, at least 1
 */
public record HubFile(String sha256, long bytes) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the digits and the length.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL}
   */
  public HubFile {
    if (sha256 == null || !DIGEST.matcher(sha256).matches()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "sha256 has 64 lower-case hexadecimal digits, not '" + sha256
          + "'");
    }
    if (bytes < 1) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a file has at least one byte, not " + bytes);
    }
  }

  /** What an index declares of these bytes. */
  public static HubFile of(byte[] content) {
    return new HubFile(Sha256.hexOf(content), content.length);
  }

  /**
   * Whether this file has these bytes; no when it is not there.
   *
   * @throws IOException when it cannot be read
   */
  public boolean is(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == bytes && of(Files.readAllBytes(file)).equals(this);
  }

  /**
   * Refuses any other bytes.
   *
   * @param name of the file, for the message
   * @throws NightjarException {@link ErrorCode#CHECKSUM_MISMATCH}
   */
  public void require(String name, byte[] content) {
    HubFile found = of(content);
    if (!found.equals(this)) {
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH, name + " has " + found.bytes + " bytes of SHA-256 "
          + found.sha256 + " where the hub's index declares " + bytes + " of " + sha256
          + ": it was damaged or exchanged, and is not used");
    }
  }
}
