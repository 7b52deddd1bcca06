package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.ModelFolder.Place;
import dev.nightjar.runtime.execution.OwnThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of bundles, and what of it is served. A bundle is served whole or not at all: it is read when its files have
 * not changed between two looks, and its checksums hold it together. One that cannot be used is reported
 * ({@link ModelRegistry#statuses}), and what it was to replace is served on. Thread-safe.
 */
public final class ModelRepository implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRepository.class);

  private final ModelFolder folder;
  private final ModelRegistry registry;

  /** Models that are not the folder's, whatever is in it. */
  private volatile Set<String> others = Set.of();

  /** Is done with a bundle that can be served before it is. */
  private volatile Consumer<ServerBundle> rehearsal = bundle -> { };

  /** Held as long as a bundle is rehearsed: who unloads a model or closes this does not wait for it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** By name and version. Guarded by the lock. */
  private final Map<Key, Seen> seen = new HashMap<>();

  /** Guarded by the lock. */
  private String lastFault = "";

  private final Set<String> unloaded = ConcurrentHashMap.newKeySet();
  private final OwnThreads own = new OwnThreads("nightjar-models");
  private volatile ScheduledExecutorService timer;

  private record Key(String name, int version) {
  }

  /** What is known of a place. */
  private static final class Seen {
    /** As it was when it was last looked at, and when it was read; null when it never was. */
    private List<String> last;
    private List<String> read;
    private boolean failed;
    private boolean missed;
  }

  ModelRepository(Path folder, ModelRegistry registry) {
    this.folder = new ModelFolder(folder);
    this.registry = registry;
  }

  /** Leaves models alone that were given to the runtime otherwise. */
  void leave(Set<String> names) {
    others = Set.copyOf(names);
  }

  void rehearseBy(Consumer<ServerBundle> action) {
    rehearsal = action;
  }

  /** Reads all bundles that are there, as they are now. */
  void readAll() {
    lock.lock();
    try {
      List<Place> places = folder.places();
      places.forEach(this::read);
      places.stream().map(Place::name).distinct().forEach(this::choose);
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the folder again after each interval, until this is closed. */
  void watch(Duration interval) {
    timer = Executors.newSingleThreadScheduledExecutor(own);
    timer.scheduleWithFixedDelay(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * One look, which never throws: the timer would not come again. A folder that cannot be read says nothing, neither of
   * models nor, where it is a model's, of versions.
   */
  void look() {
    lock.lock();
    try {
      List<Place> places = folder.places();
      Set<Key> there = new HashSet<>();
      Set<String> unread = new HashSet<>();
      for (Place place : places) {
        there.add(new Key(place.name(), place.version()));
        if (!place.listed()) {
          unread.add(place.name());
        }
        look(place);
      }
      places.stream().map(Place::name).distinct().forEach(this::choose);
      seen.entrySet().removeIf(entry -> !there.contains(entry.getKey()) && !unread.contains(entry.getKey().name)
          && gone(entry.getKey(), entry.getValue()));
      unloaded.removeIf(name -> places.stream().noneMatch(place -> place.name().equals(name)));
      lastFault = "";
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      if (!lastFault.equals(e.toString())) {
        lastFault = e.toString();
        LOG.warn("the models folder cannot be looked at, and all models are served on: {}", e.toString());
      }
    } finally {
      lock.unlock();
    }
  }

  private void look(Place place) {
    Seen known = seen.computeIfAbsent(new Key(place.name(), place.version()), key -> new Seen());
    known.missed = false;
    List<String> now = place.stamp();
    boolean settled = now.equals(known.last);
    known.last = now;
    if (settled && !now.equals(known.read)) {
      read(place);
    }
  }

  /** Whether a bundle has been away for two looks, and is not served any more: one that is moved in is away for one. */
  private boolean gone(Key key, Seen known) {
    if (!known.missed) {
      known.missed = true;
      return false;
    }
    if (!others.contains(key.name) && registry.remove(key.name, key.version)) {
      LOG.info("model {}, version {}, is gone from the folder and not served any more", key.name, key.version);
    }
    return true;
  }

  /** Reads a bundle and serves it; false when it cannot be used, which is reported. */
  private boolean read(Place place) {
    Seen known = seen.computeIfAbsent(new Key(place.name(), place.version()), key -> new Seen());
    List<String> before = place.stamp();
    known.last = before;
    if (others.contains(place.name())) {
      known.read = before;
      return true;
    }
    if (unloaded.contains(place.name())) {
      registry.unload(place.name(), place.version());
      return true;
    }
    String fault = "";
    try {
      registry.add(place.name(), place.read(registry.trusted()), rehearsal);
      if (unloaded.contains(place.name())) {
        // While it was rehearsed.
        registry.unload(place.name(), place.version());
      }
    } catch (NightjarException e) {
      fault = e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("reading the bundle {} failed", place.name(), e);
      fault = "reading it failed with " + PrintableText.sentence(e.toString());
    }
    if (!fault.isEmpty() && !before.equals(place.stamp())) {
      // Somebody writes to it: it is looked at again.
      return false;
    }
    known.read = before;
    known.failed = !fault.isEmpty();
    if (!fault.isEmpty()) {
      registry.fail(place.name(), place.version(), fault);
    }
    return fault.isEmpty();
  }

  private void choose(String name) {
    if (!others.contains(name) && hasValidName(name)) {
      try {
        registry.choose(name, folder.chosen(name));
      } catch (NightjarException e) {
        LOG.warn("model {}: {}; those who name no version get the same as before", name, e.getMessage());
      }
    }
  }

  private static boolean hasValidName(String name) {
    try {
      new ModelName(name);
      return true;
    } catch (NightjarException e) {
      return false;
    }
  }

  /**
   * Serves a model of the folder, all its versions, as its files are now; nothing happens where they are served
   * already.
   *
   * @throws NightjarException {@code INVALID_NAME}; {@code UNKNOWN_MODEL} when the folder has no such model; {@code
   *     INVALID_MODEL} with the reason when a bundle cannot be used
   */
  public void load(String name) {
    boolean all = true;
    lock.lock();
    try {
      List<Place> places = placesOf(name);
      unloaded.remove(name);
      for (Place place : places) {
        Seen known = seen.get(new Key(name, place.version()));
        boolean served = registry.versionsOf(name).contains(place.version());
        if (!served || known == null || known.failed || !place.stamp().equals(known.read)) {
          all &= read(place);
        }
      }
      choose(name);
    } finally {
      lock.unlock();
    }
    if (!all) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "model '" + name + "' cannot be loaded: "
          + String.join("; ", registry.statuses().stream().filter(status -> status.name().equals(name))
              .map(status -> "version " + status.version() + ": " + status.detail()).toList()));
    }
  }

  /**
   * Stops serving a model of the folder, all its versions, until it is loaded again or the runtime starts anew.
   * Inferences that have been taken are finished. Does not wait for models that are being loaded.
   *
   * @throws NightjarException {@code INVALID_NAME}, or {@code UNKNOWN_MODEL} when the folder has no such model
   */
  public void unload(String name) {
    List<Place> places = placesOf(name);
    unloaded.add(name);
    places.forEach(place -> registry.unload(name, place.version()));
    LOG.info("model {} was unloaded", name);
  }

  private List<Place> placesOf(String name) {
    new ModelName(name);
    List<Place> places = folder.places().stream().filter(place -> place.name().equals(name)).toList();
    if (places.isEmpty() || others.contains(name)) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL, "there is no model '" + name + "' in the models folder");
    }
    return places;
  }

  /** Looks no more, and interrupts what it does with a bundle that it has found; what is served stays. */
  @Override
  public void close() {
    ScheduledExecutorService running = timer;
    if (running != null) {
      running.shutdownNow();
      own.awaitEnd();
    }
  }
}
