package dev.nightjar.bundle.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Changes of files that are to outlast a machine that stops at any moment. A class of its own, so that tests can let
 * each step fail.
 */
public class DurableFiles {
  /** Of this machine. */
  public DurableFiles() {
  }

  /** Writes a whole file that is on the disk afterwards; its name may not be. */
  public void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Replaces a file, or gives a folder its name, at once for whoever opens it. */
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes a file, if it is there. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Brings a file to the disk that was written by other means; its name may not be there. */
  public void forceContent(Path file) throws IOException {
    // Opened to be read, as a copy of a file that nobody may write is such a file, too.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Brings the names in a folder to the disk, where the system opens folders for that. */
  public void force(Path folder) throws IOException {
    FileChannel names;
    try {
      names = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows, whose moves are on the disk once they return.
      return;
    }
    try (names) {
      names.force(true);
    }
  }

  /** Brings a folder of files that were written by other means to the disk, and then gives it its name for good. */
  public final void place(Path folder, Path place) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      forceContent(file);
    }
    force(folder);
    move(folder, place);
    force(place.getParent());
  }
}
