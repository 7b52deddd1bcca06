package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.DisclosureBudget;
import dev.nightjar.client.SecretKey;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secret keys in files that only their owner can read. Beside a key, in a file of its name and {@code .disclosed}, lies
 * how many bits were shown under it ({@link DisclosureBudget}); it comes into being with the first. Move the two
 * together, and keep no second copy of a key: each copy would count for itself.
 */
public final class SecretKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(SecretKeyFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretKeyFile() {
  }

  /**
   * Writes a key to a new file. Where the file system has POSIX permissions, the file is created with those
   * of its owner alone; elsewhere access is narrowed as far as {@link File} can. What is shown under the key from now
   * on is counted beside the file.
   *
   * @throws IOException also when the file exists, or the count of another key beside it: neither is ever overwritten
   */
  public static void write(SecretKey key, Path file) throws IOException {
    DisclosureFile disclosed = new DisclosureFile(file, attributes(file));
    disclosed.requireAbsent();
    byte[] frame = key.encode();
    try (SeekableByteChannel channel = Files.newByteChannel(file,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(file))) {
      if (!posix(file)) {
        narrow(file);
      }
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      key.disclosureBudget().keepIn(disclosed);
    } finally {
      Arrays.fill(frame, (byte) 0);
    }
  }

  private static FileAttribute<?>[] attributes(Path file) {
    return posix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void narrow(Path file) {
    File f = file.toFile();
    boolean narrowed = f.setReadable(false, false) & f.setWritable(false, false)
        & f.setReadable(true, true) & f.setWritable(true, true);
    if (!narrowed) {
      LOG.warn("this file system cannot restrict {} to its owner; keep its folder private", file);
    }
  }

  /**
   * Reads a key, with the count of the bits that were shown under it.
   *
   * @throws IOException when the file cannot be read
   * @throws NightjarException when it holds anything but a key of this parameter set
   */
  public static SecretKey read(Path file, Parameters parameters) throws IOException {
    warnWhenShared(file);
    int expected = SecretKey.encodedBytes(parameters);
    byte[] frame = new byte[expected];
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long found = channel.size();
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      while (found == expected && bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
      if (found != expected || bytes.hasRemaining()) {
        throw new NightjarException(ErrorCode.INVALID_FORMAT, file + " has " + found
            + " bytes where a secret key of "
            + parameters.id() + " has " + expected);
      }
      SecretKey key = SecretKey.decode(ByteBuffer.wrap(frame), parameters);
      key.disclosureBudget().keepIn(new DisclosureFile(file, attributes(file)));
      return key;
    } finally {
      Arrays.fill(frame, (byte) 0);
    }
  }

  private static void warnWhenShared(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      LOG.warn("others than its owner may use the secret key {}: chmod 600 it", file);
    }
  }
}
