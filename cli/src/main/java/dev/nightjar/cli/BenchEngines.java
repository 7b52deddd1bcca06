package dev.nightjar.cli;

import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bench.EngineFactory;
import dev.nightjar.bench.EngineParts;
import dev.nightjar.bench.JavaParts;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The engines of a bench. An engine can be named several times with different settings, as the Java engine with its
 * kernels in {@code java:plain}.
 */
final class BenchEngines implements EngineFactory {
  private static final String JAVA = "java";
  private static final String KERNEL = "kernel";

  /** What the Java engine computes with. */
  enum Kernel { AUTO, VECTOR, PLAIN }

  private final EngineRegistry registry;
  private final Kernel kernel;

  /** Engines of a registry; the Java engine gets this kernel where its name says none. */
  BenchEngines(EngineRegistry registry, Kernel kernel) {
    this.registry = registry;
    this.kernel = kernel;
  }

  /**
   * Finds out whether an engine is there.
   *
   * @throws RuntimeException when it is not, or has no such setting, with the remedy
   */
  void require(String name) {
    registry.require(name);
  }

  private ExtensionChoice spec(String name) {
    ExtensionChoice spec = registry.resolve(name);
    if (kernel == Kernel.AUTO || !spec.name().equals(JAVA) || spec.settings().containsKey(KERNEL)) {
      return spec;
    }
    Map<String, String> settings = new TreeMap<>(spec.settings());
    settings.put(KERNEL, kernel.name().toLowerCase(Locale.ROOT));
    return new ExtensionChoice(spec.name(), settings);
  }

  @Override
  public Engine create(String name, EngineOptions options) {
    ExtensionChoice spec = spec(name);
    return registry.create(spec.name(), options.with(spec.settings()));
  }

  @Override
  public Optional<EngineParts> parts(String name, Parameters set) {
    ExtensionChoice spec = spec(name);
    return spec.name().equals(JAVA)
        ? Optional.of(new JavaParts(set, Optional.ofNullable(spec.settings().get(KERNEL))))
        : Optional.empty();
  }
}
