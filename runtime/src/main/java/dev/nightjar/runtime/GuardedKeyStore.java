package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyDeleted;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyStored;
import dev.nightjar.api.endpoint.RuntimeEvent.UploadBegun;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.keys.KeyBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Any key store, with what it does not know itself: which keys are of use to the served models. Wrong keys are refused
 * as early as possible: by their length at the beginning, by their header, which comes first, by their checksum before
 * they are committed. Committed keys that nobody used for the idle time, if there is one, are deleted before
 * the next key begins, which may need the room, and by {@link KeyUpkeep}.
 */
final class GuardedKeyStore extends ForwardingKeyStore {
  private final ServedKeys served;
  private final Consumer<Uid> forgotten;
  private final Optional<Duration> idleTime;
  private final InstantSource clock;
  private final Listeners listeners;

  /** Held while a key is verified: its bytes are in one array then, and there shall be one such array at a time. */
  private final Object verification = new Object();

  /**
   * A guarded store.
   *
   * @param forgotten takes each uid that is deleted
   * @param idleTime after which a committed key that is not used is deleted; empty for never
   */
  GuardedKeyStore(KeyStore store, ServedKeys served, Consumer<Uid> forgotten, Optional<Duration> idleTime,
      InstantSource clock, Listeners listeners) {
    super(store);
    this.served = served;
    this.forgotten = forgotten;
    this.idleTime = idleTime;
    this.clock = clock;
    this.listeners = listeners;
  }

  @Override
  public Uid begin(NewKey key) {
    served.requireLength(key.totalBytes());
    deleteIdle();
    Uid uid = delegate().begin(key);
    listeners.tell(RuntimeListener::uploadBegun, () -> new UploadBegun(key.totalBytes(), key.owner().isPrincipal()));
    return uid;
  }

  /** Deletes the committed keys that nobody used for the idle time. */
  void deleteIdle() {
    idleTime.ifPresent(time -> delegate().idleSince(clock.instant().minus(time)).forEach(uid -> delete(uid, true)));
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    requireHeader(offset, bytes, delegate().describe(uid));
    return delegate().put(uid, offset, bytes);
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    KeyDescription before = delegate().describe(uid);
    requireHeader(before.firstMissing(), bytes, before);
    return delegate().append(uid, bytes);
  }

  private void requireHeader(long offset, ByteBuffer bytes, KeyDescription key) {
    if (key.receivedBytes() == 0) {
      requireFirst(offset, bytes, key);
    } else if (offset == 0 && bytes.remaining() >= Frame.HEADER_BYTES) {
      served.require(bytes, key.totalBytes());
    }
  }

  /**
   * Refuses the first bytes of a key that do not begin with the header of a key that is of use here. What comes before
   * them would make the store reserve room for anything.
   */
  void requireFirst(long offset, ByteBuffer bytes, KeyDescription key) {
    if (offset != 0 || bytes.remaining() < Frame.HEADER_BYTES) {
      throw new NightjarException(ErrorCode.KEY_PART_CONFLICT, "the first part of a key comes first, with its header"
          + " of " + Frame.HEADER_BYTES + " bytes; the others may come in any order then");
    }
    served.require(bytes, key.totalBytes());
  }

  /**
   * Verifies the whole key, and commits it then. A key that fails is deleted: it is not known which part is bad. What
   * ends the process in between leaves a key that is not committed, and so does a store that cannot be reached.
   */
  @Override
  public void commit(Uid uid) {
    KeyDescription description = delegate().describe(uid);
    if (!description.committed()) {
      String parameterSet;
      try {
        parameterSet = verify(uid, description).id();
      } catch (NightjarException e) {
        if (description.complete() && e.code() != ErrorCode.UNAVAILABLE) {
          delete(uid);
          throw new NightjarException(e.code(), e.getMessage() + "; the key was removed, send it again", e);
        }
        throw e;
      }
      delegate().commit(uid);
      listeners.tell(RuntimeListener::keyStored, () -> new KeyStored(description.totalBytes(), parameterSet,
          description.owner().isPrincipal()));
    }
  }

  private Parameters verify(Uid uid, KeyDescription description) {
    synchronized (verification) {
      ByteBuffer key = KeyBytes.whole(delegate(), uid, description);
      Parameters parameters = served.require(key, key.remaining());
      Frame.open(key, Frame.readHeader(key).type(), parameters);
      return parameters;
    }
  }

  @Override
  public boolean delete(Uid uid) {
    return delete(uid, false);
  }

  private boolean delete(Uid uid, boolean idle) {
    Optional<KeyDescription> known = listeners.isEmpty() ? Optional.empty() : committed(uid);
    boolean deleted = delegate().delete(uid);
    forgotten.accept(uid);
    if (deleted && known.isPresent()) {
      listeners.tell(RuntimeListener::keyDeleted, () -> new KeyDeleted(known.get().totalBytes(), idle));
    }
    return deleted;
  }

  private Optional<KeyDescription> committed(Uid uid) {
    try {
      return Optional.of(delegate().describe(uid)).filter(KeyDescription::committed);
    } catch (NightjarException e) {
      return Optional.empty();
    }
  }

  /** Does nothing: the runtime closes the store. */
  @Override
  public void close() {
  }
}
