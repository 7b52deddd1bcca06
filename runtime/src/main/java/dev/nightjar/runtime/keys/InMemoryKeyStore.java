package dev.nightjar.runtime.keys;

import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keys on the heap, lost with the process.
 *
 * <p><b>Memory.</b> The first bytes of a key reserve: the announced length counts against the capacity from then
 * on, but takes no memory. A part takes memory when its first byte comes, so that what an upload occupies is
 * what has arrived, rounded up to a part for each part that has begun.
 *
 * <p><b>Abandoned uploads</b> are unknown past the deadline of their {@link dev.nightjar.api.keys.UploadPace}, and
 * their room is free when it is needed or the usage is asked for. Committed keys stay until they are deleted.
 *
 * <p>Thread-safe.
 */
public final class InMemoryKeyStore extends LocalKeyStore {
  private final AtomicLong generations = new AtomicLong();

  /**
   * A store with the system's clock and random numbers.
   *
   * @param capacityBytes most bytes that all keys together may announce
   * @param maxKeyBytes most bytes that one key may announce, at most 2^31 - 1
   * @param patience after which an upload is forgotten that does not keep the
   *     {@link dev.nightjar.api.keys.UploadPace}
   */
  public InMemoryKeyStore(long capacityBytes, long maxKeyBytes, Duration patience) {
    this(capacityBytes, maxKeyBytes, patience, InstantSource.system(), new SecureRandom()::nextLong);
  }

  InMemoryKeyStore(long capacityBytes, long maxKeyBytes, Duration patience, InstantSource clock,
      LongSupplier randomBits) {
    super(capacityBytes, maxKeyBytes, patience, clock, randomBits);
  }

  @Override
  StoredKey announce(Uid uid, NewKey key, Instant now) {
    HeapContent content = new HeapContent(StoredKey.parts(key), part -> StoredKey.length(key, part));
    return new StoredKey(key, generations.incrementAndGet(), now, content);
  }
}
