package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.keys.UploadPace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keys that one process alone keeps: which there are, how much room they take, and when an upload is given up. Where
 * their bytes lie is the business of each kind of such a store.
 *
 * <p>The first bytes of a key reserve: the announced length counts against the capacity from then on. Abandoned uploads
 * are unknown past the deadline of their {@link UploadPace}, and their room is free when it is needed or the usage is
 * asked for. Committed keys stay until they are deleted.
 *
 * <p>Thread-safe. What changes the bytes of one key waits for nobody who uses another.
 */
abstract class LocalKeyStore implements KeyStore {
  private final long capacityBytes;
  private final long maxKeyBytes;
  private final UploadPace pace;
  private final InstantSource clock;
  private final LongSupplier randomBits;

  /**
   * Guarded by itself, as are the two fields below; entries have locks of their own, taken after this one.
   */
  private final Map<Uid, StoredKey> keys = new HashMap<>();

  private long usedBytes;
  private boolean closed;

  /**
   * An empty store.
   *
   * @param capacityBytes most bytes that all keys together may announce
   * @param maxKeyBytes most bytes that one key may announce, at most 2^31 - 1
   * @param patience after which an upload is forgotten that does not keep the {@link UploadPace}
   * @param randomBits for uids
   */
  LocalKeyStore(long capacityBytes, long maxKeyBytes, Duration patience, InstantSource clock,
      LongSupplier randomBits) {
    requireBounds(capacityBytes, maxKeyBytes);
    this.capacityBytes = capacityBytes;
    this.maxKeyBytes = maxKeyBytes;
    this.pace = UploadPace.of(patience);
    this.clock = clock;
    this.randomBits = randomBits;
  }

  static void requireBounds(long capacityBytes, long maxKeyBytes) {
    if (capacityBytes < 1 || maxKeyBytes < 1 || maxKeyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a key store needs a positive capacity and a key limit of 1 to "
          + "2^31 - 1 bytes, not " + capacityBytes + " and " + maxKeyBytes);
    }
  }

  static NightjarException tooLong(long keyBytes, long maxKeyBytes) {
    return new NightjarException(ErrorCode.TOO_LARGE, "a key of " + keyBytes + " bytes is longer than the "
        + maxKeyBytes + " that this server takes");
  }

  static NightjarException full(long keyBytes, long usedBytes, long capacityBytes) {
    return new NightjarException(ErrorCode.STORE_FULL, "the key store has " + (capacityBytes - usedBytes)
        + " of " + capacityBytes + " bytes free, and this key has " + keyBytes
        + ": delete keys that are not used any more, or give the server a larger key store");
  }

  /** A key of which nothing has arrived, begun now. */
  abstract StoredKey announce(Uid uid, NewKey key, Instant now);

  /** Takes a key in that was there before the store was opened. */
  final void restore(Uid uid, StoredKey key) {
    synchronized (keys) {
      keys.put(uid, key);
      usedBytes += key.reservedBytes();
    }
  }

  @Override
  public Uid begin(NewKey key) {
    if (key.totalBytes() > maxKeyBytes) {
      throw tooLong(key.totalBytes(), maxKeyBytes);
    }
    synchronized (keys) {
      requireOpen();
      forgetAbandoned();
      requireRoom(key.totalBytes());
      Uid uid;
      do {
        uid = Uid.random(randomBits);
      } while (keys.containsKey(uid));
      keys.put(uid, announce(uid, key, clock.instant()));
      return uid;
    }
  }

  private void requireRoom(long bytes) {
    if (bytes > capacityBytes - usedBytes) {
      throw full(bytes, usedBytes, capacityBytes);
    }
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    reserve(uid, offset, bytes);
    return with(uid, key -> {
      key.put(offset, bytes, clock.instant());
      return key.describe();
    });
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    reserve(uid, 0, bytes);
    return with(uid, key -> {
      key.put(key.firstMissing(), bytes, clock.instant());
      return key.describe();
    });
  }

  /** Makes room for a key of which the first bytes come. */
  private void reserve(Uid uid, long offset, ByteBuffer first) {
    synchronized (keys) {
      forgetAbandoned();
      StoredKey key = keys.get(uid);
      if (key != null && first.hasRemaining()) {
        synchronized (key) {
          if (key.reservedBytes() == 0) {
            key.requireFitting(offset, first);
            requireRoom(key.totalBytes());
            key.reserve();
            usedBytes += key.totalBytes();
          }
        }
      }
    }
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return with(uid, StoredKey::describe);
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    with(uid, key -> {
      key.read(offset, into);
      return null;
    });
  }

  @Override
  public void commit(Uid uid) {
    with(uid, key -> {
      key.commit(clock.instant());
      return null;
    });
  }

  @Override
  public void touch(Uid uid) {
    StoredKey key;
    synchronized (keys) {
      key = keys.get(uid);
    }
    if (key != null) {
      synchronized (key) {
        key.touch(clock.instant());
      }
    }
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    synchronized (keys) {
      return keys.entrySet().stream().filter(entry -> entry.getValue().isIdle(moment)).map(Map.Entry::getKey).sorted()
          .toList();
    }
  }

  @Override
  public boolean delete(Uid uid) {
    synchronized (keys) {
      StoredKey key = keys.get(uid);
      if (key != null) {
        synchronized (key) {
          key.discard();
          keys.remove(uid);
          usedBytes -= key.reservedBytes();
        }
      }
      return key != null;
    }
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    synchronized (keys) {
      return keys.values().stream().mapToLong(key -> key.committedBytes(owner)).sum();
    }
  }

  @Override
  public long usedBytes() {
    synchronized (keys) {
      forgetAbandoned();
      return usedBytes;
    }
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  /** Bytes of arrays that the store holds now. */
  long occupiedBytes() {
    synchronized (keys) {
      return keys.values().stream().mapToLong(key -> {
        synchronized (key) {
          return key.occupiedBytes();
        }
      }).sum();
    }
  }

  @Override
  public void close() {
    synchronized (keys) {
      closed = true;
      keys.clear();
      usedBytes = 0;
    }
  }

  private void forgetAbandoned() {
    for (Iterator<StoredKey> i = keys.values().iterator(); i.hasNext(); ) {
      StoredKey key = i.next();
      if (key.isAbandoned(pace, clock.instant())) {
        synchronized (key) {
          // A commit may have come first.
          if (key.isAbandoned(pace, clock.instant())) {
            i.remove();
            usedBytes -= key.reservedBytes();
            key.discard();
          }
        }
      }
    }
  }

  /** Does something with a key under its lock. It may be deleted between finding it and taking its lock. */
  private <T> T with(Uid uid, Function<StoredKey, T> action) {
    StoredKey key;
    synchronized (keys) {
      requireOpen();
      key = keys.get(uid);
    }
    if (key != null) {
      synchronized (key) {
        if (!key.isDiscarded() && !key.isAbandoned(pace, clock.instant())) {
          return action.apply(key);
        }
      }
    }
    throw KeyAccess.unknown();
  }

  private void requireOpen() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed");
    }
  }
}
