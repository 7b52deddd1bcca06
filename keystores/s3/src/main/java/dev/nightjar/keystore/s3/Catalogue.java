package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.Uid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all replicas keep, for questions that may be answered a little late: how much room is taken, by whom, and since
 * when nobody used a key. What this replica does itself is in it at once; what others did, when the bucket was surveyed
 * again, which the first question after the freshness does. Thread-safe; changes wait for no survey.
 */
final class Catalogue {
  private final Survey.Taker taker;
  private final Duration freshness;
  private final InstantSource clock;

  /** Held while the bucket is surveyed. */
  private final Object surveying = new Object();

  /** Guarded by this object, as are the fields below. */
  private Map<Uid, Entry> entries = new HashMap<>();

  /** What changed while a survey was taken, to be done to its result as well. */
  private final List<Consumer<Map<Uid, Entry>>> changes = new ArrayList<>();
  private boolean underWay;
  private Optional<Instant> surveyed = Optional.empty();

  /**
   * A key.
   *
   * @param reserved whether something of it has arrived
   */
  record Entry(Upload upload, boolean committed, boolean reserved, Instant lastUse) {
    long reservedBytes() {
      return reserved ? upload.key().totalBytes() : 0;
    }
  }

  Catalogue(Survey.Taker taker, Duration freshness, InstantSource clock) {
    this.taker = taker;
    this.freshness = freshness;
    this.clock = clock;
  }

  /** Notes what became of a key; no entry says that it is gone. */
  synchronized void note(Uid uid, Optional<Entry> entry) {
    Consumer<Map<Uid, Entry>> change = map -> entry.ifPresentOrElse(e -> map.put(uid, e), () -> map.remove(uid));
    change.accept(entries);
    if (underWay) {
      changes.add(change);
    }
  }

  /** Notes that a committed key is used. */
  synchronized void use(Uid uid, Instant moment) {
    Optional.ofNullable(entries.get(uid)).filter(entry -> entry.lastUse.isBefore(moment)).ifPresent(entry ->
        note(uid, Optional.of(new Entry(entry.upload, entry.committed, entry.reserved, moment))));
  }

  /** Surveys the bucket now. */
  Survey refresh() {
    synchronized (surveying) {
      return survey();
    }
  }

  private Survey survey() {
    synchronized (this) {
      underWay = true;
      changes.clear();
    }
    Instant begun = clock.instant();
    try {
      Survey survey = taker.take();
      Map<Uid, Entry> found = entries(survey);
      synchronized (this) {
        changes.forEach(change -> change.accept(found));
        entries = found;
        surveyed = Optional.of(begun);
      }
      return survey;
    } finally {
      synchronized (this) {
        underWay = false;
        changes.clear();
      }
    }
  }

  private static Map<Uid, Entry> entries(Survey survey) {
    Map<Uid, Entry> found = new HashMap<>();
    survey.uploads().forEach((uid, upload) -> found.put(uid,
        new Entry(upload, false, survey.parts().contains(uid), upload.begun())));
    survey.marks().forEach((uid, mark) -> mark.upload().ifPresentOrElse(
        upload -> found.put(uid, new Entry(upload, true, true, mark.moment())), () -> found.remove(uid)));
    for (Names.Use use : survey.uses()) {
      found.computeIfPresent(use.uid(), (uid, entry) -> !entry.committed || entry.lastUse.isAfter(use.moment())
          ? entry : new Entry(entry.upload, true, true, use.moment()));
    }
    return found;
  }

  /** All keys, as of the freshness ago or later. */
  private Map<Uid, Entry> keys() {
    if (!isFresh()) {
      synchronized (surveying) {
        if (!isFresh()) {
          survey();
        }
      }
    }
    synchronized (this) {
      return Map.copyOf(entries);
    }
  }

  private synchronized boolean isFresh() {
    return surveyed.isPresent() && clock.instant().isBefore(surveyed.get().plus(freshness));
  }

  /** Bytes of all keys of which something has arrived. */
  long usedBytes() {
    return keys().values().stream().mapToLong(Entry::reservedBytes).sum();
  }

  /** Bytes of the committed keys of an owner. */
  long committedBytes(KeyOwner owner) {
    return keys().values().stream().filter(e -> e.committed && e.upload.key().owner().equals(owner))
        .mapToLong(Entry::reservedBytes).sum();
  }

  /** Committed keys that were last used before a moment. */
  List<Uid> idleSince(Instant moment) {
    return keys().entrySet().stream().filter(e -> e.getValue().committed && e.getValue().lastUse.isBefore(moment))
        .map(Map.Entry::getKey).sorted().toList();
  }

  /** Committed keys, the one that was used last first. */
  List<Uid> recentlyUsed(int most) {
    return keys().entrySet().stream().filter(e -> e.getValue().committed)
        .sorted(Comparator.comparing((Map.Entry<Uid, Entry> e) -> e.getValue().lastUse).reversed()).limit(most)
        .map(Map.Entry::getKey).toList();
  }

  /** When a committed key was last used; empty when that is not known freshly enough. */
  synchronized Optional<Instant> lastUse(Uid uid) {
    return isFresh() ? Optional.ofNullable(entries.get(uid)).filter(Entry::committed).map(Entry::lastUse)
        : Optional.empty();
  }
}
