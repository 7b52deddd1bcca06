package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.EngineProviders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which engine builds on which. An engine that would build on itself is refused. Thread-safe. */
final class ProviderGraph {
  private final Map<String, EngineProvider> providers;

  /** For each engine those that it has asked for. Guarded by this. */
  private final Map<String, Set<String>> uses = new HashMap<>();

  ProviderGraph(Map<String, EngineProvider> providers) {
    this.providers = new TreeMap<>(providers);
  }

  /** All but one, as this one sees them. */
  EngineProviders seenBy(String engine) {
    return new EngineProviders() {
      @Override
      public Set<String> names() {
        Set<String> names = new TreeSet<>(providers.keySet());
        names.remove(engine);
        return Collections.unmodifiableSet(names);
      }

      @Override
      public EngineProvider require(String name) {
        EngineProvider provider = providers.get(name);
        if (provider == null) {
          throw refused("engine '" + engine + "' builds on engine '" + name + "', which is not there; there are "
              + names());
        }
        use(engine, name);
        return provider;
      }
    };
  }

  private synchronized void use(String engine, String name) {
    List<String> cycle = path(name, engine, new TreeSet<>());
    if (cycle != null) {
      throw refused("engines build on each other without end: " + engine + " -> " + String.join(" -> ", cycle));
    }
    uses.computeIfAbsent(engine, e -> new TreeSet<>()).add(name);
  }

  /** The engines from one to another, both included; null when the first does not build on the second. */
  private List<String> path(String from, String to, Set<String> seen) {
    if (from.equals(to)) {
      return new ArrayList<>(List.of(to));
    }
    for (String next : uses.getOrDefault(from, Set.of())) {
      List<String> rest = seen.add(next) ? path(next, to, seen) : null;
      if (rest != null) {
        rest.add(0, from);
        return rest;
      }
    }
    return null;
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, message);
  }
}
