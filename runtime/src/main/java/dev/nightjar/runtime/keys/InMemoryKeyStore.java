package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.KeyStore;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keys on the heap, lost with the process.
 *
 * <p><b>Memory.</b> {@link #begin} only reserves: it counts the announced length against the capacity, but
 * takes no memory. An upload holds its bytes in chunks of at most 1 MiB, so that what it occupies is what has
 * arrived, rounded up to a chunk. Only {@link #commit}, when every byte is there, brings them into one array,
 * so that {@link #open} can give one buffer; commits do this one after another, so that at any time at most
 * one key is there twice.
 *
 * <p><b>Abandoned uploads</b> that got no part for the idle time are forgotten, when the next key begins or
 * the usage is asked for. Committed keys stay until they are deleted.
 *
 * <p>Thread-safe.
 */
public final class InMemoryKeyStore implements KeyStore {
  /** Longest uid plus one: uids survive readers of JSON that know only doubles. */
  public static final long UID_BOUND = 1L << 53;

  private final long capacityBytes;
  private final long maxKeyBytes;
  private final Duration idleTime;
  private final InstantSource clock;
  private final LongSupplier randomBits;
  private final Object assembly = new Object();

  /**
   * Guarded by itself, as are the two fields below; entries have locks of their own, taken after this one.
   */
  private final Map<Long, Upload> keys = new HashMap<>();

  private long usedBytes;
  private boolean closed;

  /**
   * A store with the system's clock and random numbers.
   *
   * @param capacityBytes most bytes that all keys together may announce
   * @param maxKeyBytes most bytes that one key may announce, at most 2^31 - 1
   * @param idleTime after which an upload without a new part is forgotten
   */
  public InMemoryKeyStore(long capacityBytes, long maxKeyBytes, Duration idleTime) {
    this(capacityBytes, maxKeyBytes, idleTime, InstantSource.system(), new SecureRandom()::nextLong);
  }

  InMemoryKeyStore(long capacityBytes, long maxKeyBytes, Duration idleTime, InstantSource clock,
      LongSupplier randomBits) {
    if (capacityBytes < 1 || maxKeyBytes < 1 || maxKeyBytes > Integer.MAX_VALUE || idleTime.isNegative()) {
      throw new IllegalArgumentException("a key store needs a positive capacity, a key limit of 1 to "
          + "2^31 - 1 bytes and an idle time, not " + capacityBytes + ", " + maxKeyBytes + " and "
          + idleTime);
    }
    this.capacityBytes = capacityBytes;
    this.maxKeyBytes = maxKeyBytes;
    this.idleTime = idleTime;
    this.clock = clock;
    this.randomBits = randomBits;
  }

  @Override
  public long begin(long totalBytes) {
    if (totalBytes < 1) {
      throw new NightjarException(ErrorCode.INVALID_FORMAT, "a key has at least one byte, not " + totalBytes);
    }
    if (totalBytes > maxKeyBytes) {
      throw new NightjarException(ErrorCode.TOO_LARGE,
          "a key of " + totalBytes + " bytes is longer than the " + maxKeyBytes + " that this server takes");
    }
    synchronized (keys) {
      requireOpen();
      forgetAbandoned();
      if (totalBytes > capacityBytes - usedBytes) {
        throw new NightjarException(ErrorCode.STORE_FULL, "the key store has " + (capacityBytes - usedBytes)
            + " of " + capacityBytes + " bytes free, and this key has " + totalBytes
            + ": delete keys that are not used any more, or give the server a larger key store");
      }
      long uid;
      do {
        uid = randomBits.getAsLong() & UID_BOUND - 1;
      } while (keys.containsKey(uid));
      keys.put(uid, new Upload((int) totalBytes, clock.instant()));
      usedBytes += totalBytes;
      return uid;
    }
  }

  @Override
  public Status put(long uid, long offset, ByteBuffer part) {
    Upload upload = find(uid);
    synchronized (upload) {
      requirePresent(uid, upload);
      upload.put(offset, part.duplicate(), clock.instant());
      return upload.status();
    }
  }

  @Override
  public Status status(long uid) {
    Upload upload = find(uid);
    synchronized (upload) {
      requirePresent(uid, upload);
      return upload.status();
    }
  }

  @Override
  public void commit(long uid) {
    Upload upload = find(uid);
    synchronized (assembly) {
      synchronized (upload) {
        requirePresent(uid, upload);
        upload.commit();
      }
    }
  }

  @Override
  public ByteBuffer open(long uid) {
    Upload upload = find(uid);
    synchronized (upload) {
      requirePresent(uid, upload);
      return upload.bytes();
    }
  }

  @Override
  public boolean delete(long uid) {
    synchronized (keys) {
      Upload upload = keys.remove(uid);
      if (upload != null) {
        usedBytes -= upload.totalBytes();
        synchronized (upload) {
          upload.discard();
        }
      }
      return upload != null;
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

  /** Bytes of arrays that the store holds now; at most {@link #usedBytes} but while a key is committed. */
  long occupiedBytes() {
    synchronized (keys) {
      return keys.values().stream().mapToLong(upload -> {
        synchronized (upload) {
          return upload.occupiedBytes();
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
    for (Iterator<Upload> i = keys.values().iterator(); i.hasNext(); ) {
      Upload upload = i.next();
      synchronized (upload) {
        if (upload.isAbandoned(clock.instant().minus(idleTime))) {
          i.remove();
          usedBytes -= upload.totalBytes();
          upload.discard();
        }
      }
    }
  }

  private Upload find(long uid) {
    synchronized (keys) {
      requireOpen();
      Upload upload = keys.get(uid);
      if (upload == null) {
        throw unknown();
      }
      return upload;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the key store is closed");
    }
  }

  /** It may have been deleted between {@link #find} and taking its lock. */
  private static void requirePresent(long uid, Upload upload) {
    if (upload.isDiscarded()) {
      throw unknown();
    }
  }

  private static NightjarException unknown() {
    return new NightjarException(ErrorCode.UNKNOWN_UID,
        "no key is stored under this uid; it was deleted, expired or never sent: send the key again");
  }
}
