package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyOwner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Slows down who tries uids. A caller who has named many unknown ones is answered {@code BUSY} for the rest of the
 * minute, whether a uid is known or not. Keys that have an owner are found all the same, as the owner has shown a name
 * or a secret that nobody guesses; so those who share an address with a guesser lose nothing but keys for anybody.
 *
 * <p>Callers of whom not even an address is known are not told apart, and not counted. Thread-safe.
 */
final class GuessLimit {
  /** Callers that are counted at once; who has more addresses than that is not slowed down. */
  private static final int CALLERS = 1 << 14;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final LongSupplier nanoTime;

  /** Unknown uids in this minute by account. Guarded by this, as is what follows. */
  private final Map<String, Integer> unknown = new HashMap<>();

  private long began;

  /**
   * Nobody has named a uid yet.
   *
   * @param most unknown uids of one caller in a minute
   */
  GuessLimit(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /**
   * A caller's key.
   *
   * @param lookup finds what is the caller's, and throws {@code UNKNOWN_UID} for all else
   * @throws NightjarException what the lookup throws, or {@code BUSY} with the time until the next minute
   */
  KeyDescription find(Caller caller, Supplier<KeyDescription> lookup) {
    if (caller.account().equals(Caller.ANONYMOUS.account())) {
      return lookup.get();
    }
    KeyDescription key;
    try {
      key = lookup.get();
    } catch (NightjarException e) {
      count(caller.account(), e.code() == ErrorCode.UNKNOWN_UID ? 1 : 0);
      throw e;
    }
    if (key.owner().equals(KeyOwner.ANYBODY)) {
      count(caller.account(), 0);
    }
    return key;
  }

  private synchronized void count(String account, int more) {
    long now = nanoTime.getAsLong();
    if (now - began >= MINUTE) {
      began = now;
      unknown.clear();
    }
    int before = unknown.getOrDefault(account, 0);
    if (before >= most) {
      throw new NightjarException(ErrorCode.BUSY, "more than " + most + " unknown uids in a minute; try again when it"
          + " is over, with a uid that this server gave", Duration.ofNanos(MINUTE - (now - began)));
    }
    if (more > 0) {
      if (before == 0 && unknown.size() >= CALLERS) {
        unknown.clear();
      }
      unknown.put(account, before + more);
    }
  }
}
