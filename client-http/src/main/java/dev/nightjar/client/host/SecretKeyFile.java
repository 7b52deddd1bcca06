package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyWrapping;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.client.DisclosureBudget;
import dev.nightjar.client.SecretKey;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secret keys in files that only their owner can read, in the clear or under a {@link KeyWrapping}. The bytes of a key
 * pass through memory of our own on their way to the file and back, and are wiped there.
 *
 * <p>Beside a key, in a file of its name and {@code .disclosed}, lies how many bits were shown under it ({@link
 * DisclosureBudget}); it comes into being with the first. Move the two together, and keep no second copy of a key: each
 * copy would count for itself.
 */
public final class SecretKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(SecretKeyFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretKeyFile() {
  }

  /**
   * Writes a key to a new file, in the clear: who reads the file has the key. Where the file system has POSIX
   * permissions, the file is created with those of its owner alone; elsewhere access is narrowed as far as {@link File}
   * can. What is shown under the key from now on is counted beside the file.
   *
   * @throws IOException also when the file exists, or the count of another key beside it: neither is ever overwritten
   */
  public static void write(SecretKey key, Path file) throws IOException {
    try (WipedBuffer frame = new WipedBuffer(SecretKey.encodedBytes(key.parameters()))) {
      byte[] encoded = key.encode();
      frame.bytes().put(encoded).flip();
      Arrays.fill(encoded, (byte) 0);
      writeNew(key, frame.bytes(), file);
    }
  }

  /**
   * Writes a key to a new file, encrypted: who reads the file needs what the wrapping keeps, too. Permissions and
   * the count beside the file are those of {@link #write(SecretKey, Path)}.
   *
   * @throws IOException as {@link #write(SecretKey, Path)} does
   * @throws NightjarException what the wrapping throws
   */
  public static void write(SecretKey key, Path file, KeyWrapping wrapping) throws IOException {
    writeNew(key, ByteBuffer.wrap(WrappedKey.encode(key, wrapping)), file);
  }

  private static void writeNew(SecretKey key, ByteBuffer bytes, Path file) throws IOException {
    DisclosureFile disclosed = new DisclosureFile(file, attributes(file));
    disclosed.requireAbsent();
    try (FileChannel channel = FileChannel.open(file,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(file))) {
      if (!posix(file)) {
        narrow(file);
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // Nobody can make it again: it is on the disk before what was encrypted under it is worth anything.
      channel.force(true);
      DisclosureFile.forceFolder(file);
      key.disclosureBudget().keepIn(disclosed);
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
   * Reads a key that is in the clear, with the count of the bits that were shown under it.
   *
   * @throws IOException when the file cannot be read
   * @throws NightjarException when it holds anything but a key of this parameter set; {@code KEY_LOCKED} when the key
   *     is wrapped
   */
  public static SecretKey read(Path file, Parameters parameters) throws IOException {
    return read(file, parameters, Optional.empty());
  }

  /**
   * Reads a key, wrapped or in the clear, with the count of the bits that were shown under it.
   *
   * @param wrapping what it was written with; not looked at when the key is in the clear
   * @throws IOException when the file cannot be read
   * @throws NightjarException when it holds anything but a key of this parameter set; {@code KEY_LOCKED} when the
   *     wrapping does not open it
   */
  public static SecretKey read(Path file, Parameters parameters, KeyWrapping wrapping) throws IOException {
    return read(file, parameters, Optional.of(wrapping));
  }

  private static SecretKey read(Path file, Parameters parameters, Optional<KeyWrapping> wrapping) throws IOException {
    warnWhenShared(file);
    SecretKey key = decode(file, parameters, wrapping);
    key.disclosureBudget().keepIn(new DisclosureFile(file, attributes(file)));
    return key;
  }

  private static SecretKey decode(Path file, Parameters parameters, Optional<KeyWrapping> wrapping)
      throws IOException {
    Optional<String> wrappedBy = wrappedBy(file);
    int expected = SecretKey.encodedBytes(parameters);
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
        WipedBuffer frame = new WipedBuffer(wrappedBy.isPresent() ? WrappedKey.maxBytes(parameters) : expected)) {
      long found = channel.size();
      ByteBuffer bytes = frame.bytes();
      if (wrappedBy.isEmpty() && found != expected || found > bytes.capacity()) {
        throw wrongLength(file, found, parameters);
      }
      fill(channel, bytes.limit((int) found), file);
      if (wrappedBy.isEmpty()) {
        return SecretKey.decode(bytes.flip(), parameters);
      }
      KeyWrapping given = wrapping.orElseThrow(() -> new NightjarException(ErrorCode.KEY_LOCKED,
          file + " is wrapped by '" + wrappedBy.get() + "': give what opens it"));
      byte[] wrapped = new byte[bytes.flip().remaining()];
      bytes.get(wrapped);
      return WrappedKey.decode(wrapped, parameters, given);
    }
  }

  private static NightjarException wrongLength(Path file, long found, Parameters parameters) {
    return new NightjarException(ErrorCode.INVALID_FORMAT, file + " has " + found + " bytes where a secret key of "
        + parameters.id() + " has " + SecretKey.encodedBytes(parameters));
  }

  private static void fill(SeekableByteChannel channel, ByteBuffer bytes, Path file) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException(file + " became shorter while it was read");
      }
    }
  }

  /**
   * The {@link KeyWrapping#name()} of what a key's file is wrapped by; empty when it is in the clear.
   *
   * @throws IOException when the file cannot be read
   * @throws NightjarException {@code INVALID_FORMAT} when it says that it is wrapped and not how
   */
  public static Optional<String> wrappedBy(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
        WipedBuffer beginning = new WipedBuffer(WrappedKey.NAME_END)) {
      ByteBuffer bytes = beginning.bytes();
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
      return WrappedKey.wrapping(bytes.flip());
    }
  }

  private static void warnWhenShared(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null && !OWNER_ONLY.containsAll(view.readAttributes().permissions())) {
      LOG.warn("others than its owner may use the secret key {}: chmod 600 it", file);
    }
  }
}
