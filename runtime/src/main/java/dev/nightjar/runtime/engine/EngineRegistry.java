package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines that are there, by name. An instance holds what it found when it was made; it has no global
 * state. Immutable and thread-safe.
 */
public final class EngineRegistry {
  /** The name that lets the registry choose. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(EngineRegistry.class);

  /** More providers than this on one class path is a broken service file, not an installation. */
  private static final int MAX_PROVIDERS = 64;

  private final Map<String, EngineProvider> providers = new TreeMap<>();
  private final EngineCalibration calibration;

  /**
   * What one engine says of itself.
   *
   * @param name by which it is chosen
   * @param rank preference of {@code auto} where it measures nothing or a tie, lowest first
   * @param availability whether it can run here, and if not, why
   */
  public record Entry(String name, int rank, Availability availability) {
  }

  /**
   * A registry of exactly these providers.
   *
   * @throws IllegalArgumentException when two have the same name, or one is called {@value #AUTO}
   */
  public EngineRegistry(List<EngineProvider> providers) {
    this(providers, new EngineCalibration());
  }

  EngineRegistry(List<EngineProvider> providers, EngineCalibration calibration) {
    this.calibration = calibration;
    for (EngineProvider provider : providers) {
      String name = Objects.requireNonNull(provider.name(), "name");
      if (name.equals(AUTO) || this.providers.putIfAbsent(name, provider) != null) {
        throw new IllegalArgumentException("there are two engines named '" + name
            + "', or the name is taken: " + provider.getClass().getName());
      }
    }
  }

  /** The engines on the class path of the calling thread. */
  public static EngineRegistry discover() {
    return discover(List.of());
  }

  /**
   * The engines on the class path of the calling thread, and some more; of two with one name, the given one
   * wins.
   */
  public static EngineRegistry discover(List<EngineProvider> more) {
    List<EngineProvider> all = new ArrayList<>(more);
    Iterator<EngineProvider> found = ServiceLoader.load(EngineProvider.class).iterator();
    for (int i = 0; i < MAX_PROVIDERS; i++) {
      try {
        if (!found.hasNext()) {
          break;
        }
        EngineProvider provider = found.next();
        if (all.stream().noneMatch(p -> p.name().equals(provider.name()))) {
          all.add(provider);
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.warn("an engine on the class path cannot be loaded and is left out: {}", e.toString());
      }
    }
    return new EngineRegistry(all);
  }

  /** The names of all engines, sorted. */
  public List<String> names() {
    return List.copyOf(providers.keySet());
  }

  /** All engines with their availability, in the order in which {@code auto} prefers them. */
  public List<Entry> entries() {
    return providers.values().stream()
        .map(p -> new Entry(p.name(), p.rank(), availability(p)))
        .sorted(Comparator.comparingInt(Entry::rank).thenComparing(Entry::name))
        .toList();
  }

  /**
   * A running engine, which the caller closes; {@value #AUTO} measures with one of the catalogue's sets,
   * {@link ParameterCatalogue#linear()}.
   *
   * @see #create(String, EngineOptions, Parameters)
   */
  public Engine create(String name, EngineOptions options) {
    return create(name, options, ParameterCatalogue.linear());
  }

  /**
   * A running engine, which the caller closes.
   *
   * <p>For {@value #AUTO}, every engine that can run is started; when there are several, a real batch of
   * bootstraps is timed on each in turn, for about three seconds, and the one with the smallest median stays.
   * Its {@link Engine#info()} then has notes: the times, and which engines were left out and why.
   *
   * @param name of an engine, or {@value #AUTO} for the fastest that can run
   * @param parameters set to measure with, best that of the keys that the engine will load; which engine is
   *     the faster depends on it
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with the engines that exist, or why this one cannot
   *     run
   */
  public Engine create(String name, EngineOptions options, Parameters parameters) {
    if (name.equals(AUTO)) {
      if (providers.isEmpty()) {
        throw unavailable("there is no engine on the class path: add nightjar-engine-java");
      }
      return new AutoChoice(calibration, options, parameters).among(providers.values().stream()
          .sorted(Comparator.comparingInt(EngineProvider::rank).thenComparing(EngineProvider::name))
          .toList());
    }
    EngineProvider provider = provider(name);
    try {
      return provider.create(options);
    } catch (NightjarException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
          "engine '" + name + "' cannot run here: starting it failed with " + e, e);
    }
  }

  /**
   * Finds out early whether an engine can be had.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when {@link #create} would refuse this name; {@value
   *     #AUTO} is always taken
   */
  public void require(String name) {
    if (!name.equals(AUTO)) {
      provider(name);
    }
  }

  /** The provider of this name, which can run. */
  EngineProvider provider(String name) {
    EngineProvider provider = providers.get(name);
    if (provider == null) {
      throw unavailable("there is no engine '" + name + "'; there " + (providers.size() == 1 ? "is " : "are ")
          + (providers.isEmpty() ? "none on the class path: add nightjar-engine-java"
              : describeAll() + ": choose one of these, or put the module nightjar-engine-" + name
                  + " on the class path if there is one"));
    }
    Availability availability = availability(provider);
    if (!availability.available()) {
      throw unavailable("engine '" + name + "' cannot run here: " + availability.detail());
    }
    return provider;
  }

  private String describeAll() {
    return entries().stream()
        .map(e -> e.availability().available() ? e.name()
            : e.name() + " (unavailable: " + e.availability().detail() + ")")
        .collect(Collectors.joining(", "));
  }

  private static Availability availability(EngineProvider provider) {
    try {
      return provider.availability();
    } catch (RuntimeException | LinkageError e) {
      return Availability.no("asking it failed with " + e);
    }
  }

  private static NightjarException unavailable(String message) {
    return new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, message);
  }
}
