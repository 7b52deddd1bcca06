package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The unfinished uploads of this server by account, and what they may take of the store. An upload that was announced
 * has a place and no bytes; once its header has come, its whole length counts. Uploads that the store has forgotten or
 * committed are noticed when a place or room is wanted. Thread-safe.
 */
final class Uploads {
  /** Each costs some hundred bytes. Half of them are for callers whom the host knows. */
  private static final int MAX_OPEN = 1024;

  /** Locks for first parts; two uploads that share one only wait for each other. */
  private static final int LOCKS = 64;

  private final KeyStore store;
  private final CallerLimits limits;
  private final List<Object> beginnings = Stream.generate(Object::new).limit(LOCKS).toList();

  /** Guarded by this, as are the fields of its elements. */
  private final List<Upload> open = new ArrayList<>();

  /** One upload; without a uid while the store draws it. */
  private static final class Upload {
    private final String account;
    private final boolean anonymous;
    private Uid uid;
    private long bytes;

    Upload(Caller caller, Uid uid) {
      this.account = caller.account();
      this.anonymous = caller.principal().isEmpty();
      this.uid = uid;
    }
  }

  /** Uploads into a store. */
  Uploads(KeyStore store, CallerLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  /**
   * Begins a key.
   *
   * @param into the store that draws the uid
   * @throws NightjarException {@code BUSY} when the caller, or all, have too many unfinished keys; {@code
   *     QUOTA_EXCEEDED} when the caller's keys and this one are too long; what the store throws
   */
  Uid begin(Caller caller, NewKey key, KeyStore into) {
    if (caller.principal().isPresent()) {
      requireQuota(caller, key.owner(), key.totalBytes());
    }
    Upload upload = new Upload(caller, null);
    requireAfterSweep(() -> tryBegin(upload));
    try {
      Uid uid = into.begin(key);
      synchronized (this) {
        upload.uid = uid;
      }
      return uid;
    } catch (RuntimeException | Error e) {
      remove(upload);
      throw e;
    }
  }

  private synchronized String tryBegin(Upload upload) {
    long own = open.stream().filter(other -> other.account.equals(upload.account)).count();
    if (own >= limits.openUploads()) {
      return own + " keys from here are begun and not finished, which is all that this server allows";
    }
    if (open.stream().filter(other -> !upload.anonymous || other.anonymous).count()
        >= (upload.anonymous ? MAX_OPEN / 2 : MAX_OPEN)) {
      return "too many keys are begun and not finished on this server";
    }
    open.add(upload);
    return null;
  }

  /**
   * Counts the whole length of a key whose first bytes are about to be stored. {@link #release} takes it back.
   *
   * @throws NightjarException {@code BUSY} or {@code QUOTA_EXCEEDED}, and nothing is counted
   */
  void reserve(Caller caller, Uid uid, KeyOwner owner, long bytes) {
    requireAfterSweep(() -> tryReserve(caller, uid, bytes));
    if (caller.principal().isPresent()) {
      try {
        // The store is asked last, so that a key that is committed meanwhile counts at least once.
        requireQuota(caller, owner, 0);
      } catch (RuntimeException | Error e) {
        release(uid);
        throw e;
      }
    }
  }

  private synchronized String tryReserve(Caller caller, Uid uid, long bytes) {
    Upload upload = open.stream().filter(other -> uid.equals(other.uid)).findFirst()
        .orElseGet(() -> new Upload(caller, uid));
    long own = 0;
    long anonymous = 0;
    for (Upload other : open) {
      if (other != upload) {
        own += other.account.equals(upload.account) ? other.bytes : 0;
        anonymous += other.anonymous ? other.bytes : 0;
      }
    }
    long capacity = store.capacityBytes();
    if (own > 0 && own + bytes > limits.openBytesOf(capacity)) {
      return "unfinished keys from here take " + own + " bytes, and this one has " + bytes + "; together they may have "
          + limits.openBytesOf(capacity);
    }
    if (upload.anonymous && anonymous > 0 && anonymous + bytes > capacity / 2) {
      return "unfinished keys of callers whom this server does not know take all the room that there is for them";
    }
    upload.bytes = bytes;
    if (!open.contains(upload)) {
      open.add(upload);
    }
    return null;
  }

  /** The lock under which the first part of a key is counted and stored. */
  Object beginningOf(Uid uid) {
    return beginnings.get(Math.floorMod(uid.hashCode(), LOCKS));
  }

  private static final String REMEDY = ": finish or delete one, or try again when one of them has expired";

  private void requireAfterSweep(Supplier<String> attempt) {
    if (attempt.get() != null) {
      sweep();
      String refusal = attempt.get();
      if (refusal != null) {
        throw new NightjarException(ErrorCode.BUSY, refusal + REMEDY);
      }
    }
  }

  private void requireQuota(Caller caller, KeyOwner owner, long more) {
    long quota = limits.keyBytesOf(store.capacityBytes());
    if (bytesOf(caller.account()) + more + store.committedBytes(owner) > quota) {
      sweep();
      long all = bytesOf(caller.account()) + more + store.committedBytes(owner);
      if (all > quota) {
        throw new NightjarException(ErrorCode.QUOTA_EXCEEDED, "your keys would take " + all
            + " bytes with this one, and may take " + quota + ": delete those that you do not use any more");
      }
    }
  }

  private synchronized long bytesOf(String account) {
    return open.stream().filter(upload -> upload.account.equals(account)).mapToLong(upload -> upload.bytes).sum();
  }

  /** Forgets those that the store has committed or does not have any more. */
  void sweep() {
    List<Uid> uids;
    synchronized (this) {
      uids = open.stream().map(upload -> upload.uid).filter(Objects::nonNull).toList();
    }
    for (Uid uid : uids) {
      try {
        if (store.describe(uid).committed()) {
          finished(uid);
        }
      } catch (NightjarException e) {
        if (e.code() != ErrorCode.UNKNOWN_UID) {
          throw e;
        }
        finished(uid);
      }
    }
  }

  /** The bytes of an upload do not count any more; it keeps its place. */
  synchronized void release(Uid uid) {
    open.stream().filter(upload -> uid.equals(upload.uid)).forEach(upload -> upload.bytes = 0);
  }

  /** A key was committed or deleted. */
  synchronized void finished(Uid uid) {
    open.removeIf(upload -> uid.equals(upload.uid));
  }

  private synchronized void remove(Upload upload) {
    open.remove(upload);
  }
}
