package dev.nightjar.runtime;

import dev.nightjar.api.endpoint.RuntimeEvent.Place;
import dev.nightjar.api.keys.ForwardingKeyStore;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A key store whose refusals are told. For what asks from outside: what a method of a handler asks, is told as its. */
final class ToldKeys extends ForwardingKeyStore {
  private final Listeners listeners;

  ToldKeys(KeyStore keys, Listeners listeners) {
    super(keys);
    this.listeners = listeners;
  }

  private <T> T told(Supplier<T> use) {
    return listeners.telling(Place.KEYS, use);
  }

  @Override
  public Uid begin(NewKey key) {
    return told(() -> super.begin(key));
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return told(() -> super.put(uid, offset, bytes));
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return told(() -> super.append(uid, bytes));
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return told(() -> super.describe(uid));
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    told(() -> {
      super.read(uid, offset, into);
      return uid;
    });
  }

  @Override
  public void commit(Uid uid) {
    told(() -> {
      super.commit(uid);
      return uid;
    });
  }

  @Override
  public boolean delete(Uid uid) {
    return told(() -> super.delete(uid));
  }

  /** Does nothing: the runtime closes the store. */
  @Override
  public void close() {
  }
}
