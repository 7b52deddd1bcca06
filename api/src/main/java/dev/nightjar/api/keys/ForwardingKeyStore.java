package dev.nightjar.api.keys;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A key store that hands every call on to another: a base for decorators, which override what they change. Methods that
 * are added to {@link KeyStore} are handed on here, too.
 */
public abstract class ForwardingKeyStore implements KeyStore {
  private final KeyStore delegate;

  /** Wraps a store, which {@link #close} closes. */
  protected ForwardingKeyStore(KeyStore delegate) {
    this.delegate = Objects.requireNonNull(delegate, "delegate");
  }

  /** The store that calls are handed on to. */
  protected final KeyStore delegate() {
    return delegate;
  }

  @Override
  public Uid begin(NewKey key) {
    return delegate.begin(key);
  }

  @Override
  public KeyDescription put(Uid uid, long offset, ByteBuffer bytes) {
    return delegate.put(uid, offset, bytes);
  }

  @Override
  public KeyDescription append(Uid uid, ByteBuffer bytes) {
    return delegate.append(uid, bytes);
  }

  @Override
  public KeyDescription describe(Uid uid) {
    return delegate.describe(uid);
  }

  @Override
  public void read(Uid uid, long offset, ByteBuffer into) {
    delegate.read(uid, offset, into);
  }

  @Override
  public void commit(Uid uid) {
    delegate.commit(uid);
  }

  @Override
  public void touch(Uid uid) {
    delegate.touch(uid);
  }

  @Override
  public List<Uid> idleSince(Instant moment) {
    return delegate.idleSince(moment);
  }

  @Override
  public List<Uid> recentlyUsed(int most) {
    return delegate.recentlyUsed(most);
  }

  @Override
  public boolean delete(Uid uid) {
    return delegate.delete(uid);
  }

  @Override
  public long committedBytes(KeyOwner owner) {
    return delegate.committedBytes(owner);
  }

  @Override
  public long usedBytes() {
    return delegate.usedBytes();
  }

  @Override
  public long capacityBytes() {
    return delegate.capacityBytes();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
