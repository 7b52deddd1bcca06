package dev.nightjar.client.host;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.client.DisclosureLedger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The count of shown bits beside a key file, one line of decimal digits for each sum that was reached. The last whole
 * line counts; a line that a crash cut off was never relied on. Lines are appended under the file's lock and forced to
 * the disk before the result is decrypted. No file is a count of 0. Thread-safe, also against other processes.
 */
final class DisclosureFile implements DisclosureLedger {
  /** Added to the name of the key file. */
  static final String SUFFIX = ".disclosed";

  /** Longer than two lines of the largest number. */
  private static final int TAIL_BYTES = 64;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 1_000_000;

  private final Path file;
  private final FileAttribute<?>[] attributes;

  /**
   * The count of a key.
   *
   * @param key the key's file
   * @param attributes that the file of the count is created with
   */
  DisclosureFile(Path key, FileAttribute<?>... attributes) {
    this.file = key.resolveSibling(key.getFileName() + SUFFIX).toAbsolutePath();
    this.attributes = attributes;
  }

  /** A new key has no count: refuses one that a key of the same name has left behind. */
  void requireAbsent() throws FileAlreadyExistsException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString(), null, "it counts for another key; move it to that key");
    }
  }

  /** What the file says, and where its last whole line ends. */
  private record Count(long bits, long end) {
  }

  @Override
  public long spent() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel).bits();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw failure("read", e);
    }
  }

  @Override
  public OptionalLong add(long bits, long limit) {
    boolean made = !Files.exists(file);
    try (FileChannel channel = FileChannel.open(file,
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), attributes);
        FileLock lock = lock(channel)) {
      Count count = read(channel);
      if (bits > limit - count.bits()) {
        return OptionalLong.empty();
      }
      long sum = count.bits() + bits;
      channel.truncate(count.end());
      ByteBuffer line = StandardCharsets.US_ASCII.encode(sum + "\n");
      for (long at = count.end(); line.hasRemaining(); ) {
        at += channel.write(line, at);
      }
      channel.force(true);
      if (made) {
        forceFolder(file);
      }
      return OptionalLong.of(sum);
    } catch (IOException e) {
      throw failure("kept", e);
    }
  }

  /** Waits for other holders. Those in this JVM are reported by an exception and not waited for. */
  private FileLock lock(FileChannel channel) throws IOException {
    long begun = System.nanoTime();
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        if (System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
          throw new IOException("it is locked by another user of the key in this JVM", e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private Count read(FileChannel channel) throws IOException {
    long size = channel.size();
    long from = Math.max(0, size - TAIL_BYTES);
    ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
    while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
      continue;
    }
    String text = new String(tail.array(), 0, tail.position(), StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n');
    if (end < 0) {
      if (size >= TAIL_BYTES || !text.matches("\\d*")) {
        throw damaged();
      }
      return new Count(0, 0);
    }
    String last = text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
    if (!last.matches("\\d{1,18}")) {
      throw damaged();
    }
    return new Count(Long.parseLong(last), from + end + 1);
  }

  /** A new file is found after a crash only when its folder's entry has been written, too. */
  static void forceFolder(Path file) {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      return;   // some systems cannot open folders; they write entries at once or in their own time
    }
  }

  private NightjarException damaged() {
    return new NightjarException(ErrorCode.INVALID_FORMAT, file + " does not say how many bits were shown under the "
        + "secret key beside it: show no more results under it, and draw a new key");
  }

  private NightjarException failure(String what, IOException cause) {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the count of bits that were shown cannot be " + what + " in "
        + file + ", so that nothing more can be shown under this key: " + cause.getMessage(), cause);
  }
}
