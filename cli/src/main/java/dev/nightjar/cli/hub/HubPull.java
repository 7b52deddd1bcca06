package dev.nightjar.cli.hub;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.bundle.HubFile;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.internal.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models of a hub into a folder of bundles. A model appears there at once and whole, or not at all: its files
 * are collected in a folder whose name begins with a dot, which no server looks into, compared with the index, compiled
 * where they are no bundle, read as a server reads them, brought to the disk, and then moved: also a machine that stops
 * leaves it whole or not at all.
 */
public final class HubPull {
  /** Beside a bundle that was compiled from files of a hub: {@link HubModel#digest} of them. */
  private static final String ORIGIN = "compiled-from.sha256";

  private static final Logger LOG = LoggerFactory.getLogger(HubPull.class);
  private static final String LOCK = "lock";
  private static final int TRIES = 10;

  private final HubSource source;
  private final HubCompiler compiler;
  private final DurableFiles disk;

  /**
   * Of this hub.
   *
   * @param compiler for models that are to be compiled
   */
  public HubPull(HubSource source, HubCompiler compiler) {
    this(source, compiler, new DurableFiles());
  }

  /** The same on this disk. */
  public HubPull(HubSource source, HubCompiler compiler, DurableFiles disk) {
    this.source = source;
    this.compiler = compiler;
    this.disk = disk;
  }

  /** Makes the bundle of a model in a folder. */
  private interface Maker {
    void make(Path stage, Path bundle) throws IOException;
  }

  /**
   * Brings a model into a folder, where it is not there already, and compiles it where the hub has no bundle of it.
   *
   * @param into folder of bundles, made where there is none
   * @return the bundle's folder
   * @throws NightjarException {@code INVALID_NAME} when another bundle has its place; {@code CHECKSUM_MISMATCH} or
   *     {@code TOO_LARGE} for files that are not those of the index; {@code INVALID_MODEL} for those that no server
   *     loads or that cannot be compiled; {@code STORE_FULL}; {@code BUSY} while another process brings the same
   */
  public Path pull(HubModel model, Path into) throws IOException {
    return placed(model, into, (stage, bundle) -> {
      Path files = Files.createDirectories(model.source() ? stage.resolve("source") : bundle);
      for (Map.Entry<String, HubFile> file : model.files().entrySet()) {
        bring(model, file.getKey(), file.getValue(), stage, files);
      }
      if (model.source()) {
        Trees.delete(bundle);
        compiler.compile(files, model.name(), stage);
        Files.writeString(bundle.resolve(ORIGIN), model.digest() + "\n");
        if (model.files().containsKey(HubModel.SAMPLES)) {
          Files.copy(files.resolve(HubModel.SAMPLES), bundle.resolve(HubModel.SAMPLES));
        }
      }
    });
  }

  /**
   * Copies a model out of a folder that keeps it, into which it is brought first where it is not there yet.
   *
   * @param kept folder of bundles, made where there is none
   * @param into as above; where the model is there already, neither folder changes
   */
  public Path pull(HubModel model, Path kept, Path into) throws IOException {
    Path place = into.resolve(model.name());
    if (isThere(model, place)) {
      return place;
    }
    Path bundle = pull(model, kept);
    return placed(model, into, (stage, copy) -> {
      try (Stream<Path> files = Files.list(bundle)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    });
  }

  private Path placed(HubModel model, Path into, Maker maker) throws IOException {
    Path place = Files.createDirectories(into).resolve(model.name());
    if (isThere(model, place)) {
      return place;
    }
    requireRoom(model, into);
    Path stage = into.resolve(".pull-" + model.name() + "-" + model.version());
    boolean spent = false;
    try (FileChannel channel = lockFile(stage); FileLock lock = tryLock(channel)) {
      if (lock == null) {
        throw new NightjarException(ErrorCode.BUSY, "another process brings " + model.reference() + " into " + into
            + " at the moment");
      }
      // Another one may have brought it since it was looked for.
      if (!isThere(model, place)) {
        Path bundle = Files.createDirectories(stage.resolve(model.name()));
        maker.make(stage, bundle);
        spent = true;
        try {
          ServerBundle.read(bundle);
          disk.place(bundle, place);
        } finally {
          Trees.clear(stage, stage.resolve(LOCK));
        }
      }
      spent = true;
    } finally {
      if (spent) {
        remove(stage);
      }
    }
    return place;
  }

  /** Whoever had the lock before may take the folder away at any moment. */
  private static FileChannel lockFile(Path stage) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        Files.createDirectories(stage);
        return FileChannel.open(stage.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // The latter where the folder was there when it was to be made, and no more when that was looked at.
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Removes the folder with its lock. Others may have opened that meanwhile; the last of them takes the rest away. */
  private static void remove(Path stage) {
    try {
      Files.deleteIfExists(stage.resolve(LOCK));
      Files.deleteIfExists(stage);
    } catch (IOException e) {
      LOG.debug("{} is in use", stage, e);
    }
  }

  private static boolean isThere(HubModel model, Path place) throws IOException {
    boolean there = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (there && !same(model, place)) {
      throw new NightjarException(ErrorCode.INVALID_NAME, place + " holds another bundle than " + model.reference()
          + ": move it away, or choose another folder");
    }
    return there;
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** What came of a file keeps its checksum as name, so that only the same file is gone on with. */
  private void bring(HubModel model, String name, HubFile declared, Path stage, Path files) throws IOException {
    if (declared.is(files.resolve(name))) {
      return;
    }
    Path part = stage.resolve(declared.sha256() + ".part");
    source.fetch(model, name, part);
    byte[] content = Files.readAllBytes(part);
    try {
      declared.require(name, content);
    } catch (NightjarException e) {
      Files.delete(part);
      throw e;
    }
    Files.move(part, files.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean same(HubModel model, Path place) throws IOException {
    if (model.source()) {
      Path origin = place.resolve(ORIGIN);
      return HubFile.of((model.digest() + "\n").getBytes(StandardCharsets.US_ASCII)).is(origin);
    }
    for (Map.Entry<String, HubFile> file : model.files().entrySet()) {
      if (!file.getValue().is(place.resolve(file.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static void requireRoom(HubModel model, Path into) throws IOException {
    long free = Files.getFileStore(into).getUsableSpace();
    if (free < model.bytes()) {
      throw new NightjarException(ErrorCode.STORE_FULL, model.reference() + " has " + model.bytes() + " bytes, and "
          + into + " has room for " + free);
    }
  }
}
