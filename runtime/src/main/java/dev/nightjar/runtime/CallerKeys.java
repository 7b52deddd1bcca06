package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.keys.KeyAccess;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The guarded store as one caller sees it: keys of others are not there, keys that are begun are the caller's, and
 * quotas are kept.
 */
final class CallerKeys extends ForwardingKeyStore {
  private final GuardedKeyStore guarded;
  private final Uploads uploads;
  private final KeyAccess access;
  private final GuessLimit guesses;
  private final Caller caller;

  /** A view; making one costs nothing. */
  CallerKeys(GuardedKeyStore guarded, Uploads uploads, KeyAccess access, GuessLimit guesses, Caller caller) {
    super(guarded);
    this.guarded = guarded;
    this.uploads = uploads;
    this.access = access;
    this.guesses = guesses;
    this.caller = caller;
  }

  /** The key is the caller's, whatever owner is given. */
  @Override
  public Uid begin(NewKey key) {
    return uploads.begin(caller, key.withOwner(access.ownerFor(caller)), guarded);
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return guesses.find(caller, () -> find(uid).orElseThrow(KeyAccess::unknown));
  }

  private Optional<KeyDescription> find(Uid uid) {
    try {
      return Optional.of(guarded.describe(uid)).filter(key -> access.admits(caller, key));
    } catch (NightjarException e) {
      if (e.code() == ErrorCode.UNKNOWN_UID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return store(describe(uid), uid, offset, bytes, () -> guarded.put(uid, offset, bytes));
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return store(describe(uid), uid, 0, bytes, () -> guarded.append(uid, bytes));
  }

  private interface Storing {
    KeyDescription run();
  }

  private KeyDescription store(KeyDescription known, Uid uid, long offset, ByteBuffer bytes, Storing storing) {
    if (known.receivedBytes() > 0) {
      return storing.run();
    }
    // One first part at a time: of two that contradict each other, the one that is refused must not release the room
    // that the other has taken.
    synchronized (uploads.beginningOf(uid)) {
      KeyDescription before = describe(uid);
      if (before.receivedBytes() > 0) {
        return storing.run();
      }
      guarded.requireFirst(offset, bytes, before);
      uploads.reserve(caller, uid, before.owner(), before.totalBytes());
      try {
        return storing.run();
      } catch (RuntimeException | Error e) {
        uploads.release(uid);
        throw e;
      }
    }
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    describe(uid);
    guarded.read(uid, offset, into);
  }

  @Override
  public void commit(Uid uid) {
    describe(uid);
    guarded.commit(uid);
    uploads.finished(uid);
  }

  @Override
  public void touch(Uid uid) {
    if (find(uid).isPresent()) {
      guarded.touch(uid);
    }
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    return guarded.idleSince(moment).stream().filter(uid -> find(uid).isPresent()).toList();
  }

  @Override
  public List<Uid> recentlyUsed(int most) {
    return guarded.recentlyUsed(Integer.MAX_VALUE).stream().filter(uid -> find(uid).isPresent()).limit(most).toList();
  }

  @Override
  public boolean delete(Uid uid) {
    try {
      describe(uid);
    } catch (NightjarException e) {
      if (e.code() == ErrorCode.UNKNOWN_UID) {
        return false;
      }
      throw e;
    }
    return discard(uid);
  }

  private boolean discard(Uid uid) {
    boolean deleted = guarded.delete(uid);
    if (deleted) {
      uploads.finished(uid);
    }
    return deleted;
  }

  /** Stores a whole key and returns its uid; a key that is refused leaves nothing behind. */
  Uid save(ByteBuffer key) {
    Uid uid = begin(NewKey.of(key.remaining()));
    try {
      put(uid, 0, key);
      commit(uid);
      return uid;
    } catch (RuntimeException | Error e) {
      discard(uid);
      throw e;
    }
  }
}
