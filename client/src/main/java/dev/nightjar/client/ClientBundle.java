package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ClientSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

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
  public static final int MAX_BYTES = 64 << 20;

  private static final String ENTRY = "client.json";

  /**
   * Not the first day of 1980: that one the JDK takes for a time out of range, and adds a field with the time
   * zone.
   */
  private static final LocalDateTime TIME_STAMP = LocalDateTime.of(1980, 2, 1, 0, 0);

  private ClientBundle() {
  }

  /**
   * The bytes of a {@code client.zip}.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} for a parameter set for tests
   */
  public static byte[] write(ClientSpec spec) {
    byte[] json = ClientJson.write(spec);
    CRC32 crc = new CRC32();
    crc.update(json);
    ZipEntry entry = new ZipEntry(ENTRY);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(json.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME_STAMP);
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 256);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry);
      zip.write(json);
      zip.closeEntry();
    } catch (IOException e) {
      throw new IllegalStateException("a byte array refused bytes", e);
    }
    return out.toByteArray();
  }

  /** Writes a {@code client.zip}, over an older one if there is one. */
  public static void write(ClientSpec spec, Path file) throws IOException {
    Files.write(file, write(spec));
  }

  /** Reads the bytes of a {@code client.zip}. */
  public static ClientSpec read(byte[] zip) {
    if (zip.length > MAX_BYTES) {
      throw tooLong();
    }
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      if (entry == null) {
        throw invalid("client.zip is not a zip file, or is empty", null);
      }
      if (!entry.getName().equals(ENTRY)) {
        throw invalid("client.zip begins with an entry other than " + ENTRY, null);
      }
      byte[] json = in.readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES) {
        throw tooLong();
      }
      if (in.getNextEntry() != null) {
        throw invalid("client.zip holds more than " + ENTRY, null);
      }
      return ClientJson.read(json);
    } catch (IOException | IllegalArgumentException e) {
      throw invalid("client.zip is damaged: download it again", e);
    }
  }

  /**
   * Reads a {@code client.zip}.
   *
   * @throws IOException when the file cannot be read
   */
  public static ClientSpec read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readNBytes(MAX_BYTES + 1));
    }
  }

  private static NightjarException tooLong() {
    return invalid("client.zip is longer than " + (MAX_BYTES >> 20) + " MiB", null);
  }

  private static NightjarException invalid(String message, Exception cause) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message, cause);
  }
}
