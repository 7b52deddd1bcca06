package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A key store on a disk in its simplest form, to show that the contract can be kept there, and by several instances
 * over one folder. A folder for each key with a file for each part. Not durable, and slow: for tests alone.
 */
final class FolderKeyStore implements KeyStore {
  private static final String ANNOUNCED = "announced";
  private static final String COMMITTED = "committed";
  private static final String USED = "used";

  private final Path root;
  private final long capacityBytes;
  private final InstantSource clock;
  private final LongSupplier randomBits;

  /** What several instances share beside the folder: stands for the lock of a shared volume. */
  private final Object lock;

  FolderKeyStore(Path root, long capacityBytes, InstantSource clock, LongSupplier randomBits, Object lock) {
    this.root = root;
    this.capacityBytes = capacityBytes;
    this.clock = clock;
    this.randomBits = randomBits;
    this.lock = lock;
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T locked(Action<T> action) {
    synchronized (lock) {
      try {
        return action.run();
      } catch (NoSuchFileException e) {
        throw new NightjarException(ErrorCode.UNKNOWN_UID, "no key is stored under this uid", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path folder(Uid uid) {
    return root.resolve(uid.toString());
  }

  private record Announced(long total, int part, long generation, KeyOwner owner) {
    int length(int index) {
      return (int) Math.min(part, total - (long) index * part);
    }

    int parts() {
      return (int) ((total + part - 1) / part);
    }
  }

  private Announced announced(Uid uid) throws IOException {
    List<String> lines = Files.readAllLines(folder(uid).resolve(ANNOUNCED));
    return new Announced(Long.parseLong(lines.get(0)), Integer.parseInt(lines.get(1)), Long.parseLong(lines.get(2)),
        new KeyOwner(lines.get(3)));
  }

  private byte[] part(Uid uid, int index) throws IOException {
    Path file = folder(uid).resolve("part" + index);
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  @Override
  public Uid begin(NewKey key) {
    return locked(() -> {
      requireRoom(key.totalBytes());
      Uid uid = Uid.random(randomBits);
      Files.createDirectory(folder(uid));
      Files.write(folder(uid).resolve(ANNOUNCED), List.of(Long.toString(key.totalBytes()),
          Integer.toString(key.partBytes()), Long.toString(randomBits.getAsLong()), key.owner().text()));
      use(uid);
      return uid;
    });
  }

  private void requireRoom(long bytes) throws IOException {
    if (bytes > capacityBytes - used()) {
      throw new NightjarException(ErrorCode.STORE_FULL, "the store is full");
    }
  }

  private void use(Uid uid) throws IOException {
    Files.writeString(folder(uid).resolve(USED), clock.instant().toString());
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return locked(() -> store(uid, offset, bytes.duplicate()));
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return locked(() -> store(uid, description(uid).firstMissing(), bytes.duplicate()));
  }

  private KeyDescription store(Uid uid, long offset, ByteBuffer bytes) throws IOException {
    Announced key = announced(uid);
    if (Files.exists(folder(uid).resolve(COMMITTED))) {
      throw new NightjarException(ErrorCode.KEY_COMPLETE, "the key is complete");
    }
    if (offset < 0 || offset > key.total || bytes.remaining() > key.total - offset) {
      throw conflict("the bytes pass the announced end at " + key.total);
    }
    for (boolean write : new boolean[] {false, true}) {
      if (write && bytes.hasRemaining() && description(uid).receivedBytes() == 0) {
        requireRoom(key.total);
      }
      ByteBuffer left = bytes.duplicate();
      for (long at = offset; left.hasRemaining(); ) {
        int index = (int) (at / key.part);
        int within = (int) (at % key.part);
        byte[] piece = new byte[Math.min(left.remaining(), key.length(index) - within)];
        left.get(piece);
        merge(uid, key, index, within, piece, write);
        at += piece.length;
      }
    }
    use(uid);
    return description(uid);
  }

  private void merge(Uid uid, Announced key, int index, int within, byte[] piece, boolean write) throws IOException {
    byte[] there = part(uid, index);
    if (within > there.length) {
      throw conflict("there is a gap: the next missing byte is " + ((long) index * key.part + there.length));
    }
    int known = Math.min(there.length - within, piece.length);
    if (!ByteBuffer.wrap(piece, 0, known).equals(ByteBuffer.wrap(there, within, known))) {
      throw conflict("the part contradicts bytes that are there");
    }
    if (write && piece.length > known) {
      Files.write(folder(uid).resolve("part" + index), Arrays.copyOfRange(piece, known, piece.length),
          StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static NightjarException conflict(String message) {
    return new NightjarException(ErrorCode.KEY_PART_CONFLICT, message);
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return locked(() -> description(uid));
  }

  private KeyDescription description(Uid uid) throws IOException {
    Announced key = announced(uid);
    long received = 0;
    long missing = -1;
    ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < key.parts(); i++) {
      byte[] part = part(uid, i);
      received += part.length;
      if (missing < 0) {
        header.put(part, 0, Math.min(part.length, header.remaining()));
      }
      if (part.length < key.length(i) && missing < 0) {
        missing = (long) i * key.part + part.length;
      }
    }
    return new KeyDescription(key.total, key.part, received, missing < 0 ? key.total : missing,
        Files.exists(folder(uid).resolve(COMMITTED)),
        header.hasRemaining() ? OptionalLong.empty() : OptionalLong.of(header.getLong(8)), key.generation, key.owner,
        Instant.parse(Files.readString(folder(uid).resolve(USED))));
  }

  private <T> T complete(Uid uid, Supplier<T> then) throws IOException {
    KeyDescription key = description(uid);
    if (!key.complete()) {
      throw new NightjarException(ErrorCode.KEY_INCOMPLETE,
          "the key has " + key.receivedBytes() + " of " + key.totalBytes() + " bytes");
    }
    return then.get();
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    locked(() -> complete(uid, () -> {
      try {
        Announced key = announced(uid);
        if (offset < 0 || into.remaining() > key.total - offset) {
          throw new IndexOutOfBoundsException("the key ends before");
        }
        for (long at = offset; into.hasRemaining(); ) {
          byte[] part = part(uid, (int) (at / key.part));
          int within = (int) (at % key.part);
          int length = Math.min(into.remaining(), part.length - within);
          into.put(part, within, length);
          at += length;
        }
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }));
  }

  @Override
  public void commit(Uid uid) {
    locked(() -> {
      complete(uid, () -> null);
      if (!Files.exists(folder(uid).resolve(COMMITTED))) {
        use(uid);
        Files.createFile(folder(uid).resolve(COMMITTED));
      }
      return null;
    });
  }

  @Override
  public void touch(Uid uid) {
    locked(() -> {
      if (Files.exists(folder(uid).resolve(COMMITTED))) {
        use(uid);
      }
      return null;
    });
  }

  private List<Uid> uids() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.map(folder -> Uid.parse(folder.getFileName().toString())).sorted().toList();
    }
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    return locked(() -> uids().stream().filter(uid -> {
      KeyDescription key = describe(uid);
      return key.committed() && key.lastUse().isBefore(moment);
    }).toList());
  }

  @Override
  public boolean delete(Uid uid) {
    return locked(() -> {
      if (!Files.exists(folder(uid))) {
        return false;
      }
      try (Stream<Path> files = Files.walk(folder(uid))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      return true;
    });
  }

  private long used() throws IOException {
    long bytes = 0;
    for (Uid uid : uids()) {
      bytes += description(uid).receivedBytes() > 0 ? announced(uid).total : 0;
    }
    return bytes;
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    return locked(() -> uids().stream().map(this::describe)
        .filter(key -> key.committed() && key.owner().equals(owner)).mapToLong(KeyDescription::totalBytes).sum());
  }

  @Override
  public long usedBytes() {
    return locked(this::used);
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public void close() {
  }
}
