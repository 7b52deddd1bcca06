package dev.nightjar.cli.hub;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubIndex;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.bundle.internal.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hub that is a folder: the index, and the files of each model in a folder of their own. Processes that add at once
 * wait for each other.
 */
public final class HubFolder implements HubSource {
  private static final String LOCK = ".lock";

  private final Path folder;
  private final DurableFiles disk;

  /** A hub in this folder. */
  public HubFolder(Path folder) {
    this(folder, new DurableFiles());
  }

  /** The same on this disk. */
  public HubFolder(Path folder, DurableFiles disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /** What makes the model of an index of its files. */
  public interface Card {
    /** Makes it. */
    HubModel of(Map<String, HubFile> files);
  }

  @Override
  public HubIndex index() throws IOException {
    Path file = folder.resolve(HubIndex.FILE);
    try {
      return HubIndex.read(bounded(file, HubIndex.MAX_BYTES));
    } catch (NoSuchFileException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, folder + " is no hub, as it has no " + HubIndex.FILE
          + ": 'nightjar hub add' makes one", e);
    }
  }

  @Override
  public void fetch(HubModel model, String file, Path part) throws IOException {
    HubFile declared = model.files().get(file);
    Path path = folder.resolve(model.path(file));
    long bytes = Files.size(path);
    if (bytes != declared.bytes()) {
      throw new NightjarException(bytes > declared.bytes() ? ErrorCode.TOO_LARGE : ErrorCode.CHECKSUM_MISMATCH,
          path + " has " + bytes + " bytes and not the " + declared.bytes() + " that were declared");
    }
    Files.copy(path, part, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Adds a model: its files first, the index last, each on the disk before the next.
   *
   * @param sources each file by its name in the hub
   * @throws NightjarException {@code INVALID_MODEL} for a bundle that no server loads, or a version that is there
   */
  public HubModel add(Map<String, Path> sources, Card card) throws IOException {
    Files.createDirectories(folder);
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
      HubIndex index = Files.exists(folder.resolve(HubIndex.FILE)) ? index() : HubIndex.EMPTY;
      Path staged = Files.createTempDirectory(folder, ".add-");
      try {
        Map<String, HubFile> files = new TreeMap<>();
        for (Map.Entry<String, Path> source : sources.entrySet()) {
          byte[] content = bounded(source.getValue(), HubModel.mostBytes(source.getKey()));
          files.put(source.getKey(), HubFile.of(content));
          Files.write(staged.resolve(source.getKey()), content);
        }
        HubModel model = card.of(files);
        if (!model.source()) {
          // What was copied, as the bundle may be signed or replaced meanwhile.
          ServerBundle.read(staged, model.name(), 1, TrustedKeys.ANYBODY);
        }
        byte[] next = index.with(model).write();
        Path place = folder.resolve(model.name()).resolve(model.version());
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          // What an add that was killed before it wrote the index left.
          Trees.delete(place);
        }
        Files.createDirectories(place.getParent());
        Trees.openToAll(staged);
        disk.place(staged, place);
        // The model's own folder may be new.
        disk.force(folder);
        replace(next);
        return model;
      } finally {
        Trees.delete(staged);
      }
    }
  }

  private void replace(byte[] index) throws IOException {
    Path next = folder.resolve("." + HubIndex.FILE + ".new");
    disk.write(next, index);
    disk.move(next, folder.resolve(HubIndex.FILE));
    disk.force(folder);
  }

  private static byte[] bounded(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new NightjarException(ErrorCode.TOO_LARGE, file + " is longer than " + limit + " bytes");
      }
      return content;
    }
  }
}
