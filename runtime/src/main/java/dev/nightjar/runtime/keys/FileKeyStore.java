package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys as files of a folder, which survive the process: one file each, {@code UID.key}, and {@code UID.part} while it
 * arrives. A folder belongs to one process at a time.
 *
 * <p><b>What is promised.</b> A committed key is whole and stays until it is deleted, whenever the process is killed or
 * the power fails; one that is not committed is never used. Uploads of which something has arrived go on after a
 * restart where they stopped; after a power failure a part that was counted may be lost, which the key's checksum tells
 * when all is there, and the key is sent again. What was announced and has brought no byte is forgotten with the
 * process. A full disk refuses further bytes and harms nothing. The last use of a key is its file's time.
 *
 * <p>Files that are no keys, or damaged ones, are left where they are, logged and not served; damaged uploads are
 * deleted. Thread-safe.
 */
public final class FileKeyStore extends LocalKeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileKeyStore.class);
  private static final String KEY = ".key";
  private static final String UPLOAD = ".part";

  private final Disk disk;
  private final LongSupplier randomBits;

  /**
   * Opens a folder, which is made where there is none.
   *
   * @param folder where the keys are; for this store alone
   * @param capacityBytes most bytes that all keys together may announce
   * @param maxKeyBytes most bytes that one key may announce, at most 2^31 - 1
   * @param patience after which an upload is forgotten that does not keep the
   *     {@link dev.nightjar.api.keys.UploadPace}
   * @throws NightjarException {@code UNAVAILABLE} when another process has the folder, or it cannot be read and written
   */
  public FileKeyStore(Path folder, long capacityBytes, long maxKeyBytes, Duration patience) {
    this(FolderDisk.open(folder), capacityBytes, maxKeyBytes, patience, InstantSource.system(),
        new SecureRandom()::nextLong);
  }

  FileKeyStore(Disk disk, long capacityBytes, long maxKeyBytes, Duration patience, InstantSource clock,
      LongSupplier randomBits) {
    super(capacityBytes, maxKeyBytes, patience, clock, randomBits);
    this.disk = disk;
    this.randomBits = randomBits;
    try {
      for (String name : disk.names()) {
        restore(name);
      }
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the keys in " + disk + " cannot be read: "
          + FileFaults.reason(e), e);
    }
  }

  @Override
  StoredKey announce(Uid uid, NewKey key, Instant now) {
    KeyFile file = new KeyFile(key, randomBits.getAsLong() >>> 1, now.truncatedTo(ChronoUnit.MILLIS));
    return new StoredKey(key, file.generation(), now, new FileContent(disk, file, uid + UPLOAD, uid + KEY, false,
        false));
  }

  private void restore(String name) throws IOException {
    boolean committed = name.endsWith(KEY);
    if (!committed && !name.endsWith(UPLOAD)) {
      return;
    }
    Optional<Uid> uid = uid(name.substring(0, name.length() - (committed ? KEY : UPLOAD).length()));
    Optional<KeyFile> header = uid.isPresent() && disk.size(name) >= KeyFile.DATA_AT ? header(name) : Optional.empty();
    if (header.isEmpty() || disk.size(name) != length(header.get(), committed)) {
      LOG.warn(committed ? "{} in {} is no key or a damaged one: it is left there and not served"
          : "{} in {} is no upload that can go on: it is deleted", name, disk);
      if (!committed && uid.isPresent()) {
        disk.delete(name);
      }
      return;
    }
    KeyFile file = header.get();
    FileContent content = new FileContent(disk, file, uid.get() + UPLOAD, uid.get() + KEY, true, committed);
    restore(uid.get(), new StoredKey(file.key(), file.generation(), file.begun(), content, counts(name, file,
        committed), committed, disk.marked(name)));
  }

  /** The uid of a text that is one and nothing else. */
  static Optional<Uid> uid(String text) {
    try {
      Uid uid = Uid.parse(text);
      return uid.toString().equals(text) ? Optional.of(uid) : Optional.empty();
    } catch (NightjarException e) {
      return Optional.empty();
    }
  }

  private Optional<KeyFile> header(String name) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(KeyFile.DATA_AT);
    disk.read(name, 0, header);
    return KeyFile.parse(header.flip());
  }

  private static long length(KeyFile file, boolean committed) {
    return committed ? file.dataEnd() : file.countPlace(StoredKey.parts(file.key()));
  }

  /** Bytes that are there of each part; a count that cannot be is that of a part of which nothing is there. */
  private int[] counts(String name, KeyFile file, boolean committed) throws IOException {
    int[] counts = new int[StoredKey.parts(file.key())];
    ByteBuffer written = ByteBuffer.allocate(Integer.BYTES * counts.length).order(ByteOrder.LITTLE_ENDIAN);
    if (!committed) {
      disk.read(name, file.countPlace(0), written);
    }
    for (int part = 0; part < counts.length; part++) {
      int length = StoredKey.length(file.key(), part);
      int count = committed ? length : written.getInt(Integer.BYTES * part);
      counts[part] = count < 0 || count > length ? 0 : count;
    }
    return counts;
  }

  @Override
  public void close() {
    super.close();
    try {
      disk.close();
    } catch (IOException e) {
      LOG.warn("the key folder {} cannot be given back: {}", disk, FileFaults.reason(e));
    }
  }
}
