package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the file system that this process alone uses, as long as it is open: the lock of a file in it says so.
 * The folder is for its user alone where the file system knows users.
 */
final class FolderDisk implements Disk {
  /** The file that is locked. */
  static final String LOCK = "LOCK";

  private final Path folder;
  private final FileChannel lockFile;

  private FolderDisk(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Takes a folder, which is made where there is none.
   *
   * @throws NightjarException {@code UNAVAILABLE} when another process or store has it, or it cannot be written
   */
  static FolderDisk open(Path folder) {
    try {
      create(folder);
      if (Files.exists(folder.resolve(SharedFolder.MARK))) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the key folder " + folder + " has keys that several"
            + " servers share: use the setting shared=true, or another folder");
      }
      FileChannel lockFile = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
      if (!isLocked(lockFile)) {
        lockFile.close();
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the key folder " + folder + " is used by another server:"
            + " stop it, or give each server a folder of its own");
      }
      return new FolderDisk(folder, lockFile);
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      throw unusable(folder, e);
    }
  }

  static NightjarException unusable(Path folder, Exception cause) {
    return new NightjarException(ErrorCode.UNAVAILABLE, "the key folder " + folder + " cannot be used: "
        + FileFaults.reason(cause) + "; give the server a folder that it may write", cause);
  }

  /**
   * Makes a folder and those above it, where they are not there. Their names are on the medium then: without them, a
   * power failure would take the folder away with all that was forced inside of it.
   */
  static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent == null) {
      createOwn(folder);
      return;
    }
    Deque<Path> missing = new ArrayDeque<>();
    for (Path above = parent; above != null && !Files.exists(above); above = above.getParent()) {
      missing.push(above);
    }
    Files.createDirectories(parent);
    createOwn(folder);
    for (Path made : missing) {
      forceNames(made.getParent());
    }
    forceNames(parent);
  }

  /** Makes a folder for the user of this process alone, where it is not there. */
  static void createOwn(Path folder) throws IOException {
    try {
      createNew(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void createNew(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(folder);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(folder.resolve(name));
  }

  @Override
  public Instant marked(String name) throws IOException {
    return Files.getLastModifiedTime(folder.resolve(name)).toInstant();
  }

  @Override
  public void mark(String name, Instant moment) throws IOException {
    Files.setLastModifiedTime(folder.resolve(name), FileTime.from(moment));
  }

  @Override
  public void write(String name, long at, ByteBuffer bytes) throws IOException {
    ByteBuffer left = bytes.duplicate();
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE)) {
      for (long place = at; left.hasRemaining(); ) {
        place += file.write(left, place);
      }
    }
  }

  @Override
  public void read(String name, long at, ByteBuffer into) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      for (long place = at; into.hasRemaining(); ) {
        int count = file.read(into, place);
        if (count < 0) {
          throw new EOFException("the file " + name + " ends at byte " + place);
        }
        place += count;
      }
    }
  }

  @Override
  public void truncate(String name, long length) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      file.truncate(length);
    }
  }

  @Override
  public void force(String name) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      file.force(true);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void forceNames() throws IOException {
    forceNames(folder);
  }

  /**
   * Waits until the names in a folder are on the medium. A folder cannot be opened on every system; where it cannot,
   * its names are written in the system's own time.
   *
   * @throws NoSuchFileException when it is not there
   */
  static void forceNames(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
