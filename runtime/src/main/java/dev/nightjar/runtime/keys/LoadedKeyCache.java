package dev.nightjar.runtime.keys;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.keys.Uid;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in an engine's form, by uid and engine, so that a key is loaded once for each engine that computes
 * with it and not for every inference.
 *
 * <p>The budget bounds the keys that nobody uses at the moment together with those in use; when it is
 * exceeded, the least recently used idle keys are closed. A key in use is never closed: it goes when its last
 * user returns it. One key is loaded for one engine by one thread at a time; others who want it wait for
 * that. Thread-safe.
 */
public final class LoadedKeyCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedKeyCache.class);

  private final long budgetBytes;
  private final Loader loader;

  /** In order of use, the least recent first. Guarded by this, as is what follows. */
  private final Map<Id, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  private long usedBytes;
  private boolean closed;

  /** Brings a key into an engine's form. */
  @FunctionalInterface
  public interface Loader {
    /**
     * The key of a uid, loaded by the engine of a name.
     *
     * @throws NightjarException when there is none, or the engine does not take it
     */
    EngineKey load(Uid uid, String engine);
  }

  /** What a loaded key is found by. */
  private record Id(Uid uid, String engine) {
  }

  /**
   * A cache.
   *
   * @param budgetBytes memory that loaded keys may hold, by {@link EngineKey#memoryBytes()}
   * @param loader loads the key of a uid, or throws
   */
  public LoadedKeyCache(long budgetBytes, Loader loader) {
    this.budgetBytes = budgetBytes;
    this.loader = Objects.requireNonNull(loader, "loader");
  }

  /** The right to use a key until it is closed. Closing twice is harmless. */
  public final class Lease implements AutoCloseable {
    private final Slot slot;
    private final EngineKey key;
    private boolean returned;

    private Lease(Slot slot, EngineKey key) {
      this.slot = slot;
      this.key = key;
    }

    /** The key. */
    public EngineKey key() {
      return key;
    }

    @Override
    public void close() {
      synchronized (this) {
        if (returned) {
          return;
        }
        returned = true;
      }
      release(slot);
    }
  }

  /**
   * The key of a uid in the form of an engine, loaded now if need be.
   *
   * @param uid of a committed key
   * @param engine the engine's name
   * @throws NightjarException what the loader threw, or {@code UNAVAILABLE} when the cache is closed
   */
  public Lease acquire(Uid uid, String engine) {
    Id id = new Id(uid, engine);
    Slot slot;
    boolean mine;
    synchronized (this) {
      if (closed) {
        throw new NightjarException(ErrorCode.UNAVAILABLE, "the server is closing and loads no more keys");
      }
      slot = slots.get(id);
      mine = slot == null;
      if (mine) {
        slot = new Slot(id);
        slots.put(id, slot);
      }
      slot.users++;
    }
    try {
      return new Lease(slot, mine ? load(slot) : slot.await());
    } catch (RuntimeException | Error e) {
      release(slot);
      throw e;
    }
  }

  private EngineKey load(Slot slot) {
    try {
      EngineKey key = Objects.requireNonNull(loader.load(slot.id.uid, slot.id.engine), "key");
      List<EngineKey> displaced;
      synchronized (this) {
        slot.key = key;
        slot.bytes = key.memoryBytes();
        usedBytes += slot.bytes;
        displaced = trim();
      }
      displaced.forEach(EngineKey::close);
      if (slot.bytes > budgetBytes) {
        LOG.warn("a loaded key takes {} bytes where {} are set aside for all loaded keys, and will be loaded "
            + "again for every inference: give loaded keys more memory", slot.bytes, budgetBytes);
      }
      slot.loaded.complete(key);
      return key;
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        slots.remove(slot.id, slot);
      }
      slot.loaded.completeExceptionally(e);
      throw e;
    }
  }

  private void release(Slot slot) {
    List<EngineKey> unused = new ArrayList<>();
    synchronized (this) {
      slot.users--;
      if (slot.dropped && slot.users == 0 && slot.key != null) {
        unused.add(forget(slot));
      }
      unused.addAll(trim());
    }
    unused.forEach(EngineKey::close);
  }

  /** Takes idle keys out, the least recently used first, until the budget holds; the caller closes them. */
  private List<EngineKey> trim() {
    List<EngineKey> displaced = new ArrayList<>();
    for (Iterator<Slot> i = slots.values().iterator(); usedBytes > budgetBytes && i.hasNext(); ) {
      Slot oldest = i.next();
      if (oldest.users == 0) {
        i.remove();
        displaced.add(forget(oldest));
      }
    }
    return displaced;
  }

  /**
   * Forgets the key of a uid, which was deleted, in every form; each is closed when its last user returns it.
   */
  public void invalidate(Uid uid) {
    drop(slot -> slot.id.uid.equals(uid)).forEach(EngineKey::close);
  }

  /** Forgets keys that are of no use any more; each is closed when its last user returns it. */
  public void invalidateIf(Predicate<EngineKey> useless) {
    drop(slot -> slot.key != null && useless.test(slot.key)).forEach(EngineKey::close);
  }

  /** Takes keys out; the caller closes those that nobody uses, which are returned. */
  private synchronized List<EngineKey> drop(Predicate<Slot> chosen) {
    List<EngineKey> unused = new ArrayList<>();
    for (Iterator<Slot> i = slots.values().iterator(); i.hasNext(); ) {
      Slot slot = i.next();
      if (chosen.test(slot)) {
        i.remove();
        EngineKey key = drop(slot);
        if (key != null) {
          unused.add(key);
        }
      }
    }
    return unused;
  }

  private EngineKey drop(Slot slot) {
    slot.dropped = true;
    return slot.users == 0 && slot.key != null ? forget(slot) : null;
  }

  private EngineKey forget(Slot slot) {
    EngineKey key = slot.key;
    slot.key = null;
    usedBytes -= slot.bytes;
    return key;
  }

  /** Memory of all loaded keys, those in use included. */
  public synchronized long usedBytes() {
    return usedBytes;
  }

  /** Memory that loaded keys may hold. */
  public long budgetBytes() {
    return budgetBytes;
  }

  /** How many keys are there, those that are being loaded included. */
  public synchronized int size() {
    return slots.size();
  }

  /** Closes all keys, those in use when their last user returns them. */
  @Override
  public void close() {
    List<EngineKey> unused;
    synchronized (this) {
      closed = true;
      unused = drop(slot -> true);
    }
    unused.forEach(EngineKey::close);
  }

  /** One key that is being loaded or is loaded. */
  private static final class Slot {
    private final Id id;
    private final CompletableFuture<EngineKey> loaded = new CompletableFuture<>();
    private EngineKey key;
    private long bytes;
    private int users;
    private boolean dropped;

    Slot(Id id) {
      this.id = id;
    }

    EngineKey await() {
      try {
        return loaded.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        if (e.getCause() instanceof Error cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
