package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The engines of one runtime: the server's, and those that models name for themselves, each started when the
 * first model asks for it. All have the same number of threads. Thread-safe.
 */
final class ServingEngines implements AutoCloseable {
  private final Engine standard;
  private final EngineRegistry registry;
  private final EngineOptions options;

  /** Guarded by this, as is what follows. */
  private final Map<String, Engine> others = new TreeMap<>();

  private boolean closed;

  ServingEngines(Engine standard, EngineRegistry registry, EngineOptions options) {
    this.standard = standard;
    this.registry = registry;
    this.options = options;
  }

  /** The engine for models that name none. */
  Engine standard() {
    return standard;
  }

  /** The engine for a model: {@code ENGINE_UNAVAILABLE} when it names one that cannot run here. */
  Engine of(ServerBundle bundle) {
    return bundle.engine().map(this::named).orElse(standard);
  }

  /** The engine of a name: {@code ENGINE_UNAVAILABLE} when it cannot run here. */
  synchronized Engine named(String name) {
    if (name.equals(standard.name())) {
      return standard;
    }
    if (closed) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the server is closing and starts no more engines");
    }
    Engine engine = others.get(name);
    if (engine == null) {
      engine = registry.create(name, options);
      others.put(name, engine);
    }
    return engine;
  }

  /** What a model's engine runs with; starts none. */
  synchronized EngineInfo info(ServerBundle bundle) {
    String name = bundle.engine().orElse(standard.name());
    if (name.equals(standard.name())) {
      return standard.info();
    }
    Engine engine = others.get(name);
    return engine != null ? engine.info()
        : new EngineInfo(name, "", options.threads(), List.of("it is started for the first inference"));
  }

  /** What the server's engine runs with, and as notes which models have another one. */
  synchronized EngineInfo info(Collection<ServerBundle> bundles) {
    EngineInfo info = standard.info();
    List<String> notes = new ArrayList<>(info.notes());
    for (ServerBundle bundle : bundles) {
      bundle.engine().filter(name -> !name.equals(standard.name())).ifPresent(name ->
          notes.add("model " + bundle.name() + " has engine " + name + describe(others.get(name))));
    }
    return new EngineInfo(info.engine(), info.kernel(), info.threads(), notes);
  }

  private static String describe(Engine engine) {
    return engine == null ? "" : ": " + engine.info().kernel();
  }

  @Override
  public void close() {
    closeOthers();
    standard.close();
  }

  /** Closes all but the server's engine. */
  synchronized void closeOthers() {
    closed = true;
    others.values().forEach(Engine::close);
    others.clear();
  }
}
