package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.engine.RequiredOperations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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

  /**
   * The engine for a model: {@code ENGINE_UNAVAILABLE} when it names one that cannot run here, or when its engine does
   * not have all operations that its circuit needs.
   */
  Engine of(ServerBundle bundle) {
    return capable(bundle, bundle.engine().map(this::named).orElse(standard));
  }

  /** Refuses a model whose engine runs and cannot compute it; starts none. */
  synchronized void requireCapable(ServerBundle bundle) {
    String name = bundle.engine().orElse(standard.name());
    Engine engine = name.equals(standard.name()) ? standard : others.get(name);
    if (engine != null) {
      capable(bundle, engine);
    }
  }

  private static Engine capable(ServerBundle bundle, Engine engine) {
    Set<Operation> missing = new TreeSet<>(RequiredOperations.of(bundle.circuit()));
    missing.removeAll(engine.operations());
    if (!missing.isEmpty()) {
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, "model '" + bundle.name() + "' needs the operations "
          + missing + ", which engine '" + engine.name() + "' does not have: name an engine that has them, for all"
          + " models with --engine, or for this one with a line 'engine = NAME' in its model.properties");
    }
    return engine;
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

  /** What each engine that was started runs with, the server's first. */
  synchronized List<EngineInfo> started() {
    return Stream.concat(Stream.of(standard), others.values().stream()).map(Engine::info).toList();
  }

  /** What the server's engine runs with, and as notes which models have another one. */
  synchronized EngineInfo info(Collection<ServerBundle> bundles) {
    EngineInfo info = standard.info();
    List<String> notes = new ArrayList<>(info.notes());
    for (ServerBundle bundle : bundles) {
      bundle.engine().filter(name -> !name.equals(standard.name())).ifPresent(name ->
          notes.add("model " + bundle.name() + " has engine " + name + describe(others.get(name))));
    }
    return info.withNotes(notes);
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
