package dev.nightjar.runtime;

import dev.nightjar.bundle.ServerBundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The versions of one model. Immutable.
 *
 * @param entries by number
 * @param chosen which of them those get who name none; empty for the newest
 */
record ModelVersions(Map<Integer, Entry> entries, OptionalInt chosen) {
  static final ModelVersions NONE = new ModelVersions(Map.of(), OptionalInt.empty());

  ModelVersions {
    entries = new TreeMap<>(entries);
  }

  /** A bundle, or none and why. */
  record Entry(Optional<ServerBundle> bundle, ModelStatus status) {
  }

  ModelVersions with(int version, Entry entry) {
    Map<Integer, Entry> changed = new TreeMap<>(entries);
    changed.put(version, entry);
    return new ModelVersions(changed, chosen);
  }

  ModelVersions without(int version) {
    Map<Integer, Entry> changed = new TreeMap<>(entries);
    changed.remove(version);
    return new ModelVersions(changed, chosen);
  }

  ModelVersions choosing(OptionalInt version) {
    return new ModelVersions(entries, version);
  }

  Optional<ServerBundle> bundle(int version) {
    return Optional.ofNullable(entries.get(version)).flatMap(Entry::bundle);
  }

  /** Those that are served, the oldest first. */
  List<ServerBundle> bundles() {
    return entries.values().stream().flatMap(entry -> entry.bundle().stream()).toList();
  }

  /** What those get who name no version. */
  Optional<ServerBundle> current() {
    List<ServerBundle> served = bundles();
    return chosen.isPresent() ? bundle(chosen.getAsInt())
        : served.isEmpty() ? Optional.empty() : Optional.of(served.get(served.size() - 1));
  }
}
