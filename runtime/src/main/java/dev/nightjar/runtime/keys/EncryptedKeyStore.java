package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Any key store, whose bytes are encrypted and authenticated before they reach it: whoever has its disk, its database,
 * its bucket or a backup of them, and no master key, learns lengths, owners and times alone, and changes nothing that
 * is used unnoticed. The layout is that of {@link SealLayout}, the encryption that of {@link KeySeal}; a key takes 32
 * bytes more, and 16 for each MiB.
 *
 * <p>A key is sealed when all of it is there, before it is first read whole, or committed. From then on what is read
 * was verified. Bytes of a key that is not complete are decrypted, and not verified: what changes them in the store is
 * found by whoever verifies the key before it commits it. A key that was begun under one first master key and goes on
 * under another does not decrypt, and is refused there.
 *
 * <p>Keys whose master key is missing, that were altered or were stored without one are refused as {@code UNAVAILABLE}
 * and stay as they are. Thread-safe.
 */
public final class EncryptedKeyStore extends ForwardingKeyStore {
  /** Most bytes that are decrypted at once, beside those that are asked for. */
  private static final int WINDOW_CHUNKS = 16;
  private static final int MAX_REMEMBERED = 10_000;
  private static final int FINGERPRINT_AT = 8;

  private final MasterKeys masters;

  /** Ids of the master keys of sealed keys, so that describing one does not read it. */
  private final Map<KeyReference, Long> sealedUnder = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<KeyReference, Long> eldest) {
      return size() > MAX_REMEMBERED;
    }
  };

  /**
   * An encrypted store.
   *
   * @param store for encrypted keys alone, which {@link #close} closes
   */
  public EncryptedKeyStore(KeyStore store, MasterKeys masters) {
    super(store);
    this.masters = Objects.requireNonNull(masters, "masters");
  }

  /** Bytes that a key of so many takes in the store behind. */
  public static long storedBytes(long keyBytes) {
    return new SealLayout(keyBytes).storedBytes();
  }

  /** A key as it lies in the store behind. */
  private record Stored(Uid uid, KeyDescription description, SealLayout layout) {
    KeyReference reference() {
      return new KeyReference(uid, description.generation());
    }

    boolean isSealed() {
      return description.complete();
    }

    /** Whether all bytes of the key are there; those of the seal come last. */
    boolean isComplete() {
      return description.firstMissing() >= layout.keyBytes();
    }

    void requireComplete() {
      if (!isComplete()) {
        throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + description.receivedBytes() + " of "
            + layout.keyBytes() + " bytes: send the rest");
      }
    }
  }

  private Stored find(Uid uid) {
    return stored(uid, delegate().describe(uid));
  }

  private static Stored stored(Uid uid, KeyDescription description) {
    return new Stored(uid, description, SealLayout.ofStored(description.totalBytes()));
  }

  private KeySeal seal(Stored key) {
    MasterKeys.MasterKey master = key.isSealed() ? masters.of(masterId(key)) : masters.first();
    return new KeySeal(master, key.reference(), key.layout);
  }

  private long masterId(Stored key) {
    synchronized (sealedUnder) {
      Long known = sealedUnder.get(key.reference());
      if (known != null) {
        return known;
      }
    }
    byte[] header = new byte[SealLayout.HEADER_BYTES];
    delegate().read(key.uid, key.layout.keyBytes(), ByteBuffer.wrap(header));
    long id = key.layout.masterId(header);
    synchronized (sealedUnder) {
      sealedUnder.put(key.reference(), id);
    }
    return id;
  }

  @Override
  public Uid begin(NewKey key) {
    return delegate().begin(new NewKey(storedBytes(key.totalBytes()), key.partBytes(), key.owner()));
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return put(find(uid), offset, bytes);
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    Stored key = find(uid);
    return put(key, Math.min(key.description.firstMissing(), key.layout.keyBytes()), bytes);
  }

  private KeyDescription put(Stored key, long offset, ByteBuffer bytes) {
    long keyBytes = key.layout.keyBytes();
    if (key.description.committed()) {
      throw new NightjarException(ErrorCode.KEY_COMPLETE, "the key is complete; begin another one to replace it");
    }
    if (offset < 0 || offset > keyBytes || bytes.remaining() > keyBytes - offset) {
      throw new NightjarException(ErrorCode.KEY_PART_CONFLICT, "a part of " + bytes.remaining() + " bytes at byte "
          + offset + " passes the announced end at " + keyBytes);
    }
    ByteBuffer encrypted = ByteBuffer.allocate(bytes.remaining());
    seal(key).crypt(offset, bytes.duplicate(), encrypted);
    return describe(stored(key.uid, delegate().put(key.uid, offset, encrypted.flip())));
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return describe(find(uid));
  }

  private KeyDescription describe(Stored key) {
    KeyDescription d = key.description;
    long keyBytes = key.layout.keyBytes();
    return new KeyDescription(keyBytes, d.partBytes(), Math.min(d.receivedBytes(), keyBytes),
        Math.min(d.firstMissing(), keyBytes), d.committed(), fingerprint(key), d.generation(), d.owner(), d.lastUse());
  }

  /** The store behind saw the ciphertext of a fingerprint. */
  private OptionalLong fingerprint(Stored key) {
    OptionalLong seen = key.description.fingerprint();
    if (seen.isEmpty() || key.layout.keyBytes() < Frame.HEADER_BYTES) {
      return OptionalLong.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, seen.getAsLong());
    seal(key).crypt(FINGERPRINT_AT, bytes.duplicate(), bytes);
    return OptionalLong.of(bytes.getLong(0));
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    Stored key = find(uid);
    long keyBytes = key.layout.keyBytes();
    if (offset < 0 || offset > keyBytes || into.remaining() > keyBytes - offset) {
      throw new IndexOutOfBoundsException("a key of " + keyBytes + " bytes has no " + into.remaining() + " at byte "
          + offset);
    }
    if (key.isComplete()) {
      readSealed(key.isSealed() ? key : seal(uid, key), offset, into);
    } else {
      ByteBuffer encrypted = ByteBuffer.allocate(into.remaining());
      delegate().read(uid, offset, encrypted);
      seal(key).crypt(offset, encrypted.flip(), into);
    }
  }

  private void readSealed(Stored key, long offset, ByteBuffer into) {
    if (!into.hasRemaining()) {
      return;
    }
    KeySeal seal = seal(key);
    byte[] tags = new byte[SealLayout.TAG_BYTES * key.layout.chunks()];
    delegate().read(key.uid, key.layout.keyBytes() + SealLayout.HEADER_BYTES, ByteBuffer.wrap(tags));
    int chunk = (int) (offset / SealLayout.CHUNK_BYTES);
    int within = (int) (offset % SealLayout.CHUNK_BYTES);
    while (into.hasRemaining()) {
      ByteBuffer window = window(key, chunk, within + (long) into.remaining());
      while (window.hasRemaining()) {
        int length = key.layout.chunkLength(chunk);
        byte[] sealed = new byte[length + SealLayout.TAG_BYTES];
        window.get(sealed, 0, length);
        System.arraycopy(tags, SealLayout.TAG_BYTES * chunk, sealed, length, SealLayout.TAG_BYTES);
        byte[] plain = seal.open(chunk, sealed);
        into.put(plain, within, Math.min(into.remaining(), length - within));
        within = 0;
        chunk++;
      }
    }
  }

  /** The ciphertext of the whole chunks that hold so many bytes from the beginning of one on, or of some of them. */
  private ByteBuffer window(Stored key, int chunk, long bytes) {
    long from = (long) chunk * SealLayout.CHUNK_BYTES;
    long chunks = Math.min(WINDOW_CHUNKS, SealLayout.chunks(bytes));
    ByteBuffer window = ByteBuffer.allocate((int) Math.min(chunks * SealLayout.CHUNK_BYTES,
        key.layout.keyBytes() - from));
    delegate().read(key.uid, from, window);
    return window.flip();
  }

  /** Puts the seal on a key of which all bytes are there; the same one whoever does. */
  private Stored seal(Uid uid, Stored key) {
    KeySeal seal = seal(key);
    ByteBuffer bytes = ByteBuffer.allocate(key.layout.sealBytes()).put(seal.header());
    for (int chunk = 0; chunk < key.layout.chunks(); ) {
      for (ByteBuffer window = window(key, chunk, key.layout.keyBytes()); window.hasRemaining(); chunk++) {
        int length = key.layout.chunkLength(chunk);
        bytes.put(seal.tag(chunk, window.slice(window.position(), length)));
        window.position(window.position() + length);
      }
    }
    try {
      delegate().put(uid, key.layout.keyBytes(), bytes.flip());
    } catch (NightjarException e) {
      // Another server has sealed and committed it meanwhile.
      if (e.code() != ErrorCode.KEY_COMPLETE) {
        throw e;
      }
    }
    return find(uid);
  }

  @Override
  public void commit(Uid uid) {
    Stored key = find(uid);
    key.requireComplete();
    if (!key.isSealed()) {
      seal(uid, key);
    }
    delegate().commit(uid);
  }
}
