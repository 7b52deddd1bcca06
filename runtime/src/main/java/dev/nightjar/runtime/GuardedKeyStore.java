package dev.nightjar.runtime;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.Frame;
import dev.nightjar.api.endpoint.KeyStore;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * Any key store, with what it does not know itself: which keys are of use to the served models. Wrong keys
 * are refused as early as they can be told: by their length at the beginning, by their header with the first
 * part, by their checksum at the commit.
 */
final class GuardedKeyStore implements KeyStore {
  private final KeyStore store;
  private final ServedKeys served;
  private final LongConsumer forgotten;

  /**
   * A guarded store.
   *
   * @param forgotten told of each uid that is deleted
   */
  GuardedKeyStore(KeyStore store, ServedKeys served, LongConsumer forgotten) {
    this.store = store;
    this.served = served;
    this.forgotten = forgotten;
  }

  @Override
  public long begin(long totalBytes) {
    served.requireLength(totalBytes);
    return store.begin(totalBytes);
  }

  @Override
  public Status put(long uid, long offset, ByteBuffer part) {
    if (offset == 0 && part.remaining() >= Frame.HEADER_BYTES) {
      served.require(part, store.status(uid).totalBytes());
    }
    return store.put(uid, offset, part);
  }

  @Override
  public Status status(long uid) {
    return store.status(uid);
  }

  /**
   * Also checks the whole key, once. A key that fails the check is deleted: there is no way to tell which
   * part is bad.
   */
  @Override
  public void commit(long uid) {
    if (store.status(uid).committed()) {
      return;
    }
    store.commit(uid);
    try {
      ByteBuffer key = store.open(uid);
      Parameters parameters = served.require(key, key.remaining());
      Frame.open(key, Frame.readHeader(key).type(), parameters);
    } catch (NightjarException e) {
      delete(uid);
      throw new NightjarException(e.code(), e.getMessage() + "; the key was removed, send it again", e);
    }
  }

  /** Stores a whole key and returns its uid; a key that is refused leaves nothing behind. */
  long save(ByteBuffer key) {
    long uid = begin(key.remaining());
    try {
      put(uid, 0, key);
      commit(uid);
      return uid;
    } catch (RuntimeException | Error e) {
      delete(uid);
      throw e;
    }
  }

  @Override
  public ByteBuffer open(long uid) {
    return store.open(uid);
  }

  @Override
  public boolean delete(long uid) {
    boolean deleted = store.delete(uid);
    forgotten.accept(uid);
    return deleted;
  }

  @Override
  public long usedBytes() {
    return store.usedBytes();
  }

  @Override
  public long capacityBytes() {
    return store.capacityBytes();
  }

  /** Does nothing: the runtime closes the store. */
  @Override
  public void close() {
  }
}
