package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadPace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in a folder that several processes share, also over a network: see {@link SharedFolder}. Nothing is kept in
 * memory that another process could change, so that all see the same; a commit and a deletion are one rename each, so
 * that whenever a process is killed a key is there whole or not at all. Slower than {@link FileKeyStore}. Thread-safe.
 *
 * <p>The capacity is kept by each process as it sees the folder: what several take at the same moment may pass it.
 */
public final class SharedFolderKeyStore implements KeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFolderKeyStore.class);
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final SharedFolder folder;
  private final long capacityBytes;
  private final long maxKeyBytes;
  private final UploadPace pace;
  private final InstantSource clock;
  private final LongSupplier randomBits;

  /** Headers, which never change. */
  private final ConcurrentMap<Uid, KeyFile> headers = new ConcurrentHashMap<>();
  private volatile Instant swept = Instant.MIN;
  private volatile boolean closed;

  /**
   * Opens a folder, which is made where there is none.
   *
   * @param folder for stores of this kind alone
   * @param capacityBytes most bytes that all keys together may announce
   * @param maxKeyBytes most bytes that one key may announce, at most 2^31 - 1
   * @param patience after which an upload is forgotten that does not keep the {@link UploadPace}
   * @throws NightjarException {@code UNAVAILABLE} when it cannot be read and written, has no hard links, or holds keys
   *     of a {@link FileKeyStore}
   */
  public SharedFolderKeyStore(Path folder, long capacityBytes, long maxKeyBytes, Duration patience) {
    this(folder, capacityBytes, maxKeyBytes, patience, InstantSource.system(), new SecureRandom()::nextLong);
  }

  SharedFolderKeyStore(Path folder, long capacityBytes, long maxKeyBytes, Duration patience, InstantSource clock,
      LongSupplier randomBits) {
    LocalKeyStore.requireBounds(capacityBytes, maxKeyBytes);
    this.folder = new SharedFolder(folder, randomBits);
    this.capacityBytes = capacityBytes;
    this.maxKeyBytes = maxKeyBytes;
    this.pace = UploadPace.of(patience);
    this.clock = clock;
    this.randomBits = randomBits;
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T with(String what, Action<T> action) {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed");
    }
    try {
      return action.run();
    } catch (IOException e) {
      LOG.warn("{} in {}: {}", what, folder, e.toString());
      throw FileFaults.of(what, e);
    }
  }

  /** A key as it is now. */
  private record Found(StoredKey key, SharedPieces pieces) {
  }

  private Found find(Uid uid) throws IOException {
    Optional<Found> found = load(uid, folder.committed(uid), true);
    if (found.isEmpty()) {
      found = load(uid, folder.arriving(uid), false);
    }
    if (found.isEmpty()) {
      // It may have been committed between the two looks.
      found = load(uid, folder.committed(uid), true);
    }
    return found.filter(f -> !f.key.isAbandoned(pace, clock.instant())).orElseThrow(KeyAccess::unknown);
  }

  private Optional<Found> load(Uid uid, Path path, boolean committed) throws IOException {
    try {
      Path header = path.resolve(SharedFolder.HEADER);
      Instant lastUse = Files.getLastModifiedTime(header).toInstant();
      KeyFile file = header(uid, header);
      SharedPieces pieces = new SharedPieces(folder, path, committed);
      int[] filled = pieces.filled(file.key());
      StoredKey key = new StoredKey(file.key(), file.generation(), file.begun(), pieces, filled, committed, lastUse);
      return Optional.of(new Found(key, pieces));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private KeyFile header(Uid uid, Path header) throws IOException {
    KeyFile known = headers.get(uid);
    if (known == null) {
      byte[] bytes = Files.readAllBytes(header);
      known = Optional.of(bytes).filter(b -> b.length == KeyFile.DATA_AT)
          .flatMap(b -> KeyFile.parse(ByteBuffer.wrap(b)))
          .orElseThrow(() -> new IOException("the file " + header + " is no header of a key or a damaged one"));
      headers.put(uid, known);
    }
    return known;
  }

  /** Does something with a key, again when another process changed it at the same moment. */
  private <T> T on(String what, Uid uid, Function<StoredKey, T> action) {
    return with(what, () -> {
      for (;;) {
        Found found = find(uid);
        try {
          return action.apply(found.key);
        } catch (NightjarException e) {
          if (!found.pieces.isRaced()) {
            throw e;
          }
        }
      }
    });
  }

  @Override
  public Uid begin(NewKey key) {
    if (key.totalBytes() > maxKeyBytes) {
      throw LocalKeyStore.tooLong(key.totalBytes(), maxKeyBytes);
    }
    return with("a key cannot be begun", () -> {
      sweep();
      requireRoom(key.totalBytes());
      KeyFile file = new KeyFile(key, randomBits.getAsLong() >>> 1, clock.instant().truncatedTo(ChronoUnit.MILLIS));
      Uid uid;
      do {
        uid = Uid.random(randomBits);
      } while (!folder.begin(uid, file));
      Files.setLastModifiedTime(folder.arriving(uid).resolve(SharedFolder.HEADER),
          FileTime.from(file.begun()));
      return uid;
    });
  }

  private void requireRoom(long bytes) {
    long used = usedBytes();
    if (bytes > capacityBytes - used) {
      throw LocalKeyStore.full(bytes, used, capacityBytes);
    }
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return put(uid, OptionalLong.of(offset), bytes);
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return put(uid, OptionalLong.empty(), bytes);
  }

  private KeyDescription put(Uid uid, OptionalLong offset, ByteBuffer bytes) {
    long at = offset.orElseGet(() -> describe(uid).firstMissing());
    return on("a part of a key cannot be stored", uid, key -> {
      key.requireFitting(at, bytes);
      if (key.receivedBytes() == 0 && bytes.hasRemaining()) {
        requireRoom(key.totalBytes());
      }
      key.put(at, bytes, clock.instant());
      return key.describe();
    });
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return on("a key cannot be looked up", uid, StoredKey::describe);
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    int position = into.position();
    on("a key cannot be read", uid, key -> {
      into.position(position);
      key.read(offset, into);
      return true;
    });
  }

  @Override
  public void commit(Uid uid) {
    on("a key cannot be committed", uid, key -> {
      key.commit(clock.instant());
      return true;
    });
  }

  @Override
  public void touch(Uid uid) {
    with("a key cannot be touched", () -> {
      Optional<Found> found = load(uid, folder.committed(uid), true);
      found.ifPresent(f -> f.key.touch(clock.instant()));
      return true;
    });
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    return uses().entrySet().stream().filter(use -> use.getValue().isBefore(moment)).map(Map.Entry::getKey).toList();
  }

  @Override
  public List<Uid> recentlyUsed(int most) {
    return uses().entrySet().stream().sorted(Map.Entry.<Uid, Instant>comparingByValue().reversed()).limit(most)
        .map(Map.Entry::getKey).toList();
  }

  /** When each committed key was last used. */
  private Map<Uid, Instant> uses() {
    return with("the keys cannot be listed", () -> {
      Map<Uid, Instant> uses = new LinkedHashMap<>();
      for (Uid uid : folder.uids(SharedFolder.COMMITTED)) {
        try {
          uses.put(uid, Files.getLastModifiedTime(folder.committed(uid).resolve(SharedFolder.HEADER)).toInstant());
        } catch (NoSuchFileException e) {
          LOG.trace("the key {} was deleted meanwhile", uid);
        }
      }
      return uses;
    });
  }

  @Override
  public boolean delete(Uid uid) {
    boolean deleted = with("a key cannot be deleted", () -> folder.remove(folder.committed(uid))
        || folder.remove(folder.arriving(uid)) || folder.remove(folder.committed(uid)));
    headers.remove(uid);
    return deleted;
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    return sum(SharedFolder.COMMITTED, found -> found.key.committedBytes(owner));
  }

  @Override
  public long usedBytes() {
    return sum(SharedFolder.COMMITTED, found -> found.key.totalBytes())
        + sum(SharedFolder.ARRIVING, found -> found.key.isAbandoned(pace, clock.instant())
            || found.pieces.occupiedBytes() == 0 ? 0 : found.key.totalBytes());
  }

  private long sum(String ending, Function<Found, Long> bytes) {
    return with("the keys cannot be listed", () -> {
      long sum = 0;
      for (Uid uid : folder.uids(ending)) {
        try {
          boolean committed = ending.equals(SharedFolder.COMMITTED);
          sum += load(uid, committed ? folder.committed(uid) : folder.arriving(uid), committed).map(bytes).orElse(0L);
        } catch (IOException e) {
          LOG.warn("a key in {} is not counted: {}", folder, FileFaults.reason(e));
        }
      }
      return sum;
    });
  }

  /** Removes uploads that are given up and what ended processes have left, once a minute at most. */
  private void sweep() throws IOException {
    Instant now = clock.instant();
    if (now.isBefore(swept)) {
      return;
    }
    swept = now.plus(SWEEP);
    folder.sweep(now);
    for (Uid uid : folder.uids(SharedFolder.ARRIVING)) {
      try {
        Optional<Found> found = load(uid, folder.arriving(uid), false);
        if (found.filter(f -> f.key.isAbandoned(pace, now)).isPresent()) {
          folder.remove(folder.arriving(uid));
        }
      } catch (IOException e) {
        LOG.warn("a key in {} is passed over: {}", folder, FileFaults.reason(e));
      }
    }
    Set<Uid> there = new HashSet<>(folder.uids(SharedFolder.ARRIVING));
    there.addAll(folder.uids(SharedFolder.COMMITTED));
    headers.keySet().retainAll(there);
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public void close() {
    closed = true;
  }
}
