package dev.nightjar.extensions;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars that classes are loaded from: copies in a temporary folder of this process, which its user alone may enter.
 * A jar of the plugin folder is closed as soon as it is copied, so that it can be replaced or deleted on any system
 * while its plugin runs on with the classes that it was started with. Not thread-safe.
 */
final class PluginCopies implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginCopies.class);

  private final Path root;
  private CopyFolder folder;

  /** How long a file is and when it was written: what tells that it is written while it is read. */
  private record Stamp(long bytes, FileTime written) {
    private static Stamp of(Path file) throws IOException {
      return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  /** Copies in the folder for temporary files. */
  PluginCopies() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  PluginCopies(Path root) {
    this.root = root;
  }

  /**
   * Copies a jar under its own name.
   *
   * @throws IOException when it cannot be read, changed meanwhile, or cannot be written; the message has the remedy
   */
  Path copy(Path jar) throws IOException {
    try (InputStream in = Files.newInputStream(jar)) {
      return copy(jar, in);
    }
  }

  /** Copies what is read of a jar. */
  Path copy(Path jar, InputStream in) throws IOException {
    Path copy = folder().resolve(jar.getFileName().toString());
    Stamp before = Stamp.of(jar);
    try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy.toFile().deleteOnExit();
      in.transferTo(out);
    } catch (IOException e) {
      delete(copy);
      throw new IOException("it cannot be copied to " + copy + ": " + e.getMessage() + "; make room there, or name"
          + " another temporary folder by -Djava.io.tmpdir", e);
    }
    if (Files.size(copy) != before.bytes || !Stamp.of(jar).equals(before)) {
      delete(copy);
      throw new IOException("it was written while it was read: copy it under another name and rename it then");
    }
    return copy;
  }

  /** Made with the first copy. */
  private CopyFolder folder() throws IOException {
    if (folder == null) {
      try {
        folder = CopyFolder.make(root);
      } catch (IOException e) {
        throw new IOException("there is no temporary folder to copy it to: " + e.getMessage() + "; name one that may"
            + " be written by -Djava.io.tmpdir", e);
      }
    }
    return folder;
  }

  /** Deletes a copy, whose class loader has been closed. */
  void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      LOG.warn("the copy {} of a plugin stays until the process ends: {}", copy, FailureReason.of(e));
    }
  }

  /** Deletes what is left, and the folder. Idempotent. */
  @Override
  public void close() {
    if (folder == null) {
      return;
    }
    try {
      folder.remove();
    } catch (IOException e) {
      LOG.warn("the folder {} of copied plugins stays until the process ends: {}", folder, FailureReason.of(e));
    }
    folder = null;
  }
}
