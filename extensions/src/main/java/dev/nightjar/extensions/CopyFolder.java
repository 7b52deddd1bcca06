package dev.nightjar.extensions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder of this process, which its user alone may enter. As long as the process lives it holds the lock of
 * a file in the folder; so the next one sees which folders belong to processes that were killed, and removes them. Not
 * thread-safe.
 */
final class CopyFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CopyFolder.class);
  private static final String PREFIX = "nightjar-plugins-";
  private static final String LOCK = "lock";

  /** Another process may take a folder for one that was left, in the moment before it is locked. */
  private static final int ATTEMPTS = 3;

  private final Path path;
  private final FileChannel lock;

  private CopyFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes one, and removes what killed processes of the same user have left.
   *
   * @param root where temporary folders are
   */
  static CopyFolder make(Path root) throws IOException {
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path path = Files.createTempDirectory(root, own);
      path.toFile().deleteOnExit();
      FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      path.resolve(LOCK).toFile().deleteOnExit();
      if (isLocked(lock) && Files.exists(path.resolve(LOCK))) {
        sweep(root, own, path);
        return new CopyFolder(path, lock);
      }
      lock.close();
    }
    throw new IOException("other processes remove the folders that are made there");
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Folders of this process are left alone unseen: to close a file of them could end its lock. */
  private static void sweep(Path root, String own, Path made) {
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : (Iterable<Path>) folders::iterator) {
        String name = folder.getFileName().toString();
        if (name.startsWith(PREFIX) && !name.startsWith(own) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(folder).equals(Files.getOwner(made))) {
          removeLeft(folder);
        }
      }
    } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
      LOG.debug("what other processes have left in {} is not removed: {}", root, FailureReason.of(e));
    }
  }

  private static void removeLeft(Path folder) {
    try (FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      if (isLocked(lock)) {
        LOG.info("removing {}, which a killed process has left", folder);
        remove(folder);
      }
    } catch (NoSuchFileException e) {
      LOG.trace("{} is just made or removed", folder);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is not removed: {}", folder, FailureReason.of(e));
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  /** Place of a file. */
  Path resolve(String name) {
    return path.resolve(name);
  }

  /** Removes it with what is in it. */
  void remove() throws IOException {
    lock.close();
    remove(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
