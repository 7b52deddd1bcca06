package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Descriptions of committed keys, so that inferences need not ask the store each time. A description is believed for
 * the freshness; then the store is asked again, and notes that the key is used. So a key that another replica deleted
 * is refused here after the freshness at the latest, and its loaded forms are dropped then, or with the next {@link
 * #refresh}. Thread-safe.
 */
public final class KnownKeys {
  private final KeyStore store;
  private final Duration freshness;
  private final InstantSource clock;
  private final Consumer<Uid> outdated;
  private final ConcurrentMap<Uid, Known> known = new ConcurrentHashMap<>();

  /** Lets a description that was read before a deletion not be remembered after it. */
  private final AtomicLong deletions = new AtomicLong();

  private record Known(KeyDescription description, Instant since) {
  }

  /**
   * Descriptions from a store.
   *
   * @param freshness how long one is believed; zero asks the store for every inference
   * @param outdated takes uids whose loaded forms must not be used any more
   */
  public KnownKeys(KeyStore store, Duration freshness, InstantSource clock, Consumer<Uid> outdated) {
    if (freshness.isNegative()) {
      throw new IllegalArgumentException("a description is believed for a time of at least zero, not " + freshness);
    }
    this.store = store;
    this.freshness = freshness;
    this.clock = clock;
    this.outdated = outdated;
  }

  /**
   * A key that can be used, for what the server does itself.
   *
   * @throws NightjarException {@code UNKNOWN_UID} when there is none, {@code KEY_INCOMPLETE} when it is not committed
   */
  public KeyDescription require(Uid uid) {
    return require(uid, key -> true);
  }

  /**
   * A key that can be used by somebody.
   *
   * @param admitted whether the key is for who asks; it is as unknown as one that is not there otherwise, and nothing
   *     is noted
   * @throws NightjarException {@code UNKNOWN_UID} when there is none, {@code KEY_INCOMPLETE} when it is not committed
   */
  public KeyDescription require(Uid uid, Predicate<KeyDescription> admitted) {
    return find(uid, admitted, true);
  }

  /** A key that can be used, as {@link #require(Uid)}, when it is not known whether it will be: no use is noted. */
  public KeyDescription look(Uid uid) {
    return find(uid, key -> true, false);
  }

  private KeyDescription find(Uid uid, Predicate<KeyDescription> admitted, boolean use) {
    Known before = known.get(uid);
    Instant now = clock.instant();
    // For whom the key is not, the store is asked as for one that is not there: the time would tell the two apart.
    if (before != null && isFresh(before, now) && admitted.test(before.description)) {
      return before.description;
    }
    long deletionsBefore = deletions.get();
    KeyDescription description;
    try {
      description = store.describe(uid);
    } catch (NightjarException e) {
      if (e.code() == ErrorCode.UNKNOWN_UID) {
        forget(uid);
        throw KeyAccess.unknown();
      }
      throw e;
    }
    if (before != null && before.description.generation() != description.generation()) {
      forget(uid);
    }
    if (!admitted.test(description)) {
      throw KeyAccess.unknown();
    }
    if (!description.committed()) {
      throw new NightjarException(ErrorCode.KEY_INCOMPLETE, "the key has " + description.receivedBytes() + " of "
          + description.totalBytes() + " bytes"
          + (description.complete() ? " and is not committed: commit it" : ": send the rest"));
    }
    if (use) {
      store.touch(uid);
    }
    if (deletions.get() == deletionsBefore) {
      known.put(uid, new Known(description, now));
    }
    return description;
  }

  /**
   * Asks the store for the keys whose descriptions are not fresh, and believes nothing any more of those that are not
   * there. Without it, what nobody asks for again would stay loaded after another replica deleted it.
   *
   * @throws NightjarException what the store threw
   */
  public void refresh() {
    known.forEach((uid, old) -> {
      if (!isFresh(old, clock.instant())) {
        try {
          KeyDescription description = store.describe(uid);
          if (!description.committed() || description.generation() != old.description.generation()) {
            forget(uid);
          }
        } catch (NightjarException e) {
          if (e.code() != ErrorCode.UNKNOWN_UID) {
            throw e;
          }
          forget(uid);
        }
      }
    });
  }

  private boolean isFresh(Known description, Instant now) {
    return now.isBefore(description.since.plus(freshness));
  }

  /** Believes nothing of a key any more, which was deleted. */
  public void forget(Uid uid) {
    deletions.incrementAndGet();
    known.remove(uid);
    outdated.accept(uid);
  }
}
