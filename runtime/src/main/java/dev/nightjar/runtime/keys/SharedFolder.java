package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names in a folder that several processes share:
 *
 * <table>
 * <caption>Layout, version 1</caption>
 * <tr><th>name</th><th>content</th></tr>
 * <tr><td>{@value #MARK}</td><td>says that the folder has this layout</td></tr>
 * <tr><td>{@code UID.up}</td><td>folder of a key that arrives: {@value #HEADER}, see {@link KeyFile}, and its pieces,
 * see {@link SharedPieces}</td></tr>
 * <tr><td>{@code UID.key}</td><td>the same folder once the key is committed</td></tr>
 * <tr><td>{@value #TEMPORARY}</td><td>folder of what is written and has no name yet</td></tr>
 * <tr><td>{@value #GONE}</td><td>folder of folders of keys that are deleted and still take room</td></tr>
 * </table>
 *
 * <p>Every step is one rename or one link, which the file system does whole or not, for one process alone.
 */
final class SharedFolder {
  static final String HEADER = "header";
  static final String ARRIVING = ".up";
  static final String COMMITTED = ".key";
  static final String MARK = "SHARED";
  private static final String TEMPORARY = "tmp";
  private static final String GONE = "gone";
  private static final Logger LOG = LoggerFactory.getLogger(SharedFolder.class);

  /** What lies in the folder for temporary files for so long belongs to a process that has ended. */
  private static final Duration OLD = Duration.ofHours(1);

  private final Path root;
  private final LongSupplier randomBits;

  /**
   * Opens a folder, which is made where there is none.
   *
   * @throws NightjarException {@code UNAVAILABLE} when it cannot be used, with the remedy
   */
  SharedFolder(Path root, LongSupplier randomBits) {
    this.root = root;
    this.randomBits = randomBits;
    try {
      FolderDisk.create(root);
      if (Files.exists(root.resolve(FolderDisk.LOCK))) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the key folder " + root + " has keys of one server alone:"
            + " give servers that share keys a folder of their own, or leave the setting shared out");
      }
      FolderDisk.createOwn(root.resolve(TEMPORARY));
      FolderDisk.createOwn(root.resolve(GONE));
      tryLinks();
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      throw FolderDisk.unusable(root, e);
    }
  }

  private void tryLinks() throws IOException {
    Path written = temporary();
    Path linked = temporary();
    try {
      Files.writeString(written, "keys that several servers share\n");
      Files.createLink(linked, written);
      if (!Files.exists(root.resolve(MARK))) {
        rename(written, root.resolve(MARK));
      }
    } catch (UnsupportedOperationException e) {
      throw new IOException("its file system has no hard links", e);
    } finally {
      Files.deleteIfExists(written);
      Files.deleteIfExists(linked);
    }
  }

  Path arriving(Uid uid) {
    return root.resolve(uid + ARRIVING);
  }

  Path committed(Uid uid) {
    return root.resolve(uid + COMMITTED);
  }

  /** The folder that a key which arrives will have. */
  static Path committed(Path arriving) {
    String name = arriving.getFileName().toString();
    return arriving.resolveSibling(name.substring(0, name.length() - ARRIVING.length()) + COMMITTED);
  }

  /** A new name for something that is written. */
  Path temporary() {
    return root.resolve(TEMPORARY).resolve(Long.toUnsignedString(randomBits.getAsLong()));
  }

  /** Writes a new file, which is on the medium then. */
  void write(Path file, ByteBuffer bytes) throws IOException {
    ByteBuffer left = bytes.duplicate();
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }

  /** Renames at once. */
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    FolderDisk.forceNames(root);
  }

  /** Makes the folder of a key that begins; false when there is one of this uid. */
  boolean begin(Uid uid, KeyFile file) throws IOException {
    if (Files.exists(committed(uid)) || Files.exists(arriving(uid))) {
      return false;
    }
    Path folder = temporary();
    FolderDisk.createOwn(folder);
    write(folder.resolve(HEADER), file.header());
    FolderDisk.forceNames(folder);
    rename(folder, arriving(uid));
    return true;
  }

  /** Keys whose folders have this ending. */
  List<Uid> uids(String ending) throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.map(folder -> folder.getFileName().toString()).filter(name -> name.endsWith(ending))
          .flatMap(name -> FileKeyStore.uid(name.substring(0, name.length() - ending.length())).stream()).sorted()
          .toList();
    }
  }

  /** Takes a key's folder away; false when it is not there. Its files may stay until the next {@link #sweep}. */
  boolean remove(Path folder) throws IOException {
    Path gone = root.resolve(GONE).resolve(folder.getFileName() + "." + Long.toUnsignedString(randomBits.getAsLong()));
    try {
      rename(folder, gone);
    } catch (NoSuchFileException e) {
      return false;
    }
    removeTree(gone);
    return true;
  }

  /** Removes what processes that have ended have left. */
  void sweep(Instant now) throws IOException {
    for (Path gone : inside(GONE)) {
      removeTree(gone);
    }
    for (Path file : inside(TEMPORARY)) {
      if (modified(file).filter(moment -> now.isAfter(moment.plus(OLD))).isPresent()) {
        removeTree(file);
      }
    }
  }

  private List<Path> inside(String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.toList();
    }
  }

  private static Optional<Instant> modified(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void removeTree(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is not removed yet: {}", folder, FileFaults.reason(e));
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
