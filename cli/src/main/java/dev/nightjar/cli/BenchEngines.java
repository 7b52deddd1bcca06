package dev.nightjar.cli;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bench.EngineFactory;
import dev.nightjar.bench.EngineParts;
import dev.nightjar.bench.JavaParts;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The engines of a bench. The Java engine can be named several times with its kernels, as in {@code
 * java:plain}; it reads the choice while it is made.
 */
final class BenchEngines implements EngineFactory {
  private static final String PROPERTY = "nightjar.engine.kernel";
  private static final String SEPARATOR = ":";
  private static final String JAVA = "java";

  /** What the Java engine computes with. */
  enum Kernel { AUTO, VECTOR, PLAIN }

  private final EngineRegistry registry;
  private final Kernel kernel;

  /** Engines of a registry; those that name no kernel get this one. */
  BenchEngines(EngineRegistry registry, Kernel kernel) {
    this.registry = registry;
    this.kernel = kernel;
  }

  /**
   * Finds out whether an engine is there.
   *
   * @throws RuntimeException when it is not, or there is no such kernel, with the remedy
   */
  void require(String name) {
    registry.require(engine(name));
    kernelOf(name);
  }

  private static String engine(String name) {
    return name.split(SEPARATOR, 2)[0];
  }

  private Kernel kernelOf(String name) {
    String[] parts = name.split(SEPARATOR, 2);
    if (parts.length == 1) {
      return kernel;
    }
    for (Kernel known : Kernel.values()) {
      if (parts[0].equals(JAVA) && parts[1].equals(known.name().toLowerCase(Locale.ROOT))) {
        return known;
      }
    }
    throw new IllegalArgumentException("engine '" + name + "': only " + JAVA
        + " has kernels, which are java:auto, java:vector and java:plain");
  }

  @Override
  public Engine create(String name, EngineOptions options) {
    return with(kernelOf(name), () -> registry.create(engine(name), options));
  }

  @Override
  public Optional<EngineParts> parts(String name, Parameters set) {
    return engine(name).equals(JAVA)
        ? Optional.of(with(kernelOf(name), () -> new JavaParts(set)))
        : Optional.empty();
  }

  private static <T> T with(Kernel kernel, Supplier<T> maker) {
    if (kernel == Kernel.AUTO) {
      return maker.get();
    }
    String before = System.setProperty(PROPERTY, kernel.name());
    try {
      return maker.get();
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }
}
