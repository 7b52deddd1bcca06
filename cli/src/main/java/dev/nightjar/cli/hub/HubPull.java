package dev.nightjar.cli.hub;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Brings models of a hub into a folder of bundles. A model appears there at once and whole, or not at all: its files
 * are collected in a folder whose name begins with a dot, which no server looks into, compared with the index, read as
 * a server reads them, and then moved.
 */
public final class HubPull {
  private final HubSource source;

  /** Of this hub. */
  public HubPull(HubSource source) {
    this.source = source;
  }

  /**
   * Brings a model into a folder, where it is not there already.
   *
   * @param into folder of bundles, made where there is none
   * @return the bundle's folder
   * @throws NightjarException {@code INVALID_NAME} when another bundle has its place; {@code CHECKSUM_MISMATCH} or
   *     {@code TOO_LARGE} for files that are not those of the index; {@code INVALID_MODEL} for those that no server
   *     loads; {@code STORE_FULL}; {@code BUSY} while another process brings the same
   */
  public Path pull(HubModel model, Path into) throws IOException {
    Path place = Files.createDirectories(into).resolve(model.name());
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      requireSame(model, place);
      return place;
    }
    requireRoom(model, into);
    Path stage = Files.createDirectories(into.resolve(".pull-" + model.name() + "-" + model.version()));
    try (FileChannel channel = FileChannel.open(stage.resolve("lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock lock = tryLock(channel)) {
      if (lock == null) {
        throw new NightjarException(ErrorCode.BUSY, "another process brings " + model.reference() + " into " + into
            + " at the moment");
      }
      Path bundle = Files.createDirectories(stage.resolve(model.name()));
      for (Map.Entry<String, HubFile> file : model.files().entrySet()) {
        bring(model, file.getKey(), file.getValue(), stage, bundle);
      }
      requireServable(bundle, stage);
      Files.move(bundle, place, StandardCopyOption.ATOMIC_MOVE);
    }
    Trees.delete(stage);
    return place;
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** What came of a file keeps its checksum as name, so that only the same file is gone on with. */
  private void bring(HubModel model, String name, HubFile declared, Path stage, Path bundle) throws IOException {
    Path part = stage.resolve(declared.sha256() + ".part");
    source.fetch(model, name, part);
    byte[] content = Files.readAllBytes(part);
    try {
      declared.require(name, content);
    } catch (NightjarException e) {
      Files.delete(part);
      throw e;
    }
    Files.move(part, bundle.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void requireServable(Path bundle, Path stage) throws IOException {
    try {
      ServerBundle.read(bundle);
    } catch (NightjarException e) {
      Trees.delete(stage);
      throw e;
    }
  }

  private static void requireSame(HubModel model, Path place) throws IOException {
    for (Map.Entry<String, HubFile> file : model.files().entrySet()) {
      Path there = place.resolve(file.getKey());
      boolean same = Files.isRegularFile(there) && Files.size(there) == file.getValue().bytes()
          && HubFile.of(Files.readAllBytes(there)).equals(file.getValue());
      if (!same) {
        throw new NightjarException(ErrorCode.INVALID_NAME, place + " holds another bundle than " + model.reference()
            + ": move it away, or choose another folder");
      }
    }
  }

  private static void requireRoom(HubModel model, Path into) throws IOException {
    long free = Files.getFileStore(into).getUsableSpace();
    if (free < model.bytes()) {
      throw new NightjarException(ErrorCode.STORE_FULL, model.reference() + " has " + model.bytes() + " bytes, and "
          + into + " has room for " + free);
    }
  }
}
