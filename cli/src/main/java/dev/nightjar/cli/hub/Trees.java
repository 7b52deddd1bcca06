package dev.nightjar.cli.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done with whole folders of ours. */
public final class Trees {
  private Trees() {
  }

  /** Deletes a folder with all that is in it, if it is there; links are deleted, not followed. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  /** Deletes what is in a folder, but for one file. */
  static void clear(Path folder, Path kept) throws IOException {
    List<Path> content;
    try (Stream<Path> paths = Files.list(folder)) {
      content = paths.filter(path -> !path.equals(kept)).toList();
    }
    for (Path path : content) {
      delete(path);
    }
  }

  /** Lets everybody read a folder that was made for its owner alone, where the file system knows owners. */
  static void openToAll(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
