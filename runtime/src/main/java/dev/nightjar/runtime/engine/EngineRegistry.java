package dev.nightjar.runtime.engine;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.ExtensionChoice;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.engine.Availability;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.api.engine.Operation;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.extensions.ExtensionRules;
import dev.nightjar.extensions.FailureReason;
import dev.nightjar.extensions.PluginLoader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Map<String, EngineProvider> providers = new TreeMap<>();
  private final EngineCalibration calibration;

  /** Engines that cannot be used, and why. */
  private final Map<String, String> failed = new TreeMap<>();

  /** Where the providers come from, for messages that say that one is not there. */
  private final String origin;

  /**
   * What one engine says of itself.
   *
   * @param name by which it is chosen
   * @param rank preference of {@code auto} among engines that are equally fast, lowest first
   * @param availability whether it can run here, and if not, why
   */
  public record Entry(String name, int rank, Availability availability) {
  }

  /**
   * A registry of exactly these providers.
   *
   * @throws NightjarException {@code INVALID_MODEL} when one breaks the {@link ExtensionRules}: two have the same
   *     name, one is called {@value #AUTO}, or was written for another version of the API
   */
  public EngineRegistry(List<EngineProvider> providers) {
    this(providers, new EngineCalibration(), "exactly these were given");
  }

  EngineRegistry(List<EngineProvider> providers, EngineCalibration calibration, String origin) {
    this.calibration = calibration;
    this.origin = origin;
    ExtensionRules rules = new ExtensionRules();
    for (EngineProvider provider : providers) {
      try {
        rules.admit(provider.getClass().getName(), List.of(provider));
      } catch (NightjarException e) {
        throw new NightjarException(e.code(), "engine " + provider.getClass().getName() + ": " + e.getMessage(), e);
      }
      this.providers.put(provider.name(), provider);
    }
    ProviderGraph graph = new ProviderGraph(this.providers);
    this.providers.forEach((name, provider) -> {
      try {
        provider.attach(graph.seenBy(name));
      } catch (Throwable e) {
        FailureReason.requireBearable(e);
        failed.put(name, "attaching it to the other engines failed: " + FailureReason.of(e));
      }
    });
  }

  /** The engines that were found on the class path and in a folder of jars; usable as long as the loader is open. */
  public static EngineRegistry of(PluginLoader loader) {
    return of(loader, List.of());
  }

  private static EngineRegistry of(PluginLoader loader, List<EngineProvider> more) {
    List<EngineProvider> all = new ArrayList<>(more);
    for (EngineProvider provider : loader.engineProviders()) {
      if (more.stream().noneMatch(p -> p.name().equals(provider.name()))) {
        all.add(provider);
      } else {
        LOG.info("engine '{}' of {} is left out: a given engine has its name", provider.name(),
            provider.getClass().getName());
      }
    }
    return new EngineRegistry(all, new EngineCalibration(),
        "searched were " + String.join(" and ", loader.searched()));
  }

  /** The engines on the class path. */
  public static EngineRegistry discover() {
    return discover(List.of());
  }

  /** The engines on the class path, and some more; of two with one name, the given one wins. */
  public static EngineRegistry discover(List<EngineProvider> more) {
    return of(PluginLoader.classPath(), more);
  }

  /** The names of all engines, sorted. */
  public List<String> names() {
    return List.copyOf(providers.keySet());
  }

  /** All engines with their availability, in the order in which {@code auto} prefers them. */
  public List<Entry> entries() {
    return providers.values().stream()
        .map(p -> new Entry(p.name(), rank(p), availability(p)))
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
   * bootstraps is timed on each in turn, for three seconds or at least four rounds. The fastest stays.
   * Where the middle halves of other engines' times overlap with the fastest one's, the lowest rank among them
   * stays. Its {@link Engine#info()} then has notes: the times, and which engines were left out and why.
   *
   * @param name of an engine, with settings if it is to have some ({@link ExtensionChoice}), or {@value #AUTO} for the
   *     fastest that can run
   * @param parameters set to measure with, best that of the keys that the engine will load; which engine is
   *     the faster depends on it
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} with the engines that exist, or why this one cannot
   *     run
   */
  public Engine create(String name, EngineOptions options, Parameters parameters) {
    return create(name, options, parameters, Set.of());
  }

  /**
   * A running engine, which the caller closes; {@value #AUTO} chooses among those that have some operations, if there
   * are any.
   *
   * @see #create(String, EngineOptions, Parameters)
   */
  public Engine create(String name, EngineOptions options, Parameters parameters, Set<Operation> needed) {
    if (ExtensionChoice.nameIn(name).equals(AUTO)) {
      if (ExtensionChoice.hasSettings(name) || !options.settings().isEmpty()) {
        throw unavailable("'" + AUTO + "' takes no settings: name the engine that has them, as in java:kernel=plain");
      }
      if (providers.isEmpty()) {
        throw unavailable("there is no engine: add nightjar-engine-java; " + origin);
      }
      return new AutoChoice(calibration, options, parameters, needed).among(providers.values().stream()
          .sorted(Comparator.comparingInt(EngineRegistry::rank).thenComparing(EngineProvider::name))
          .toList());
    }
    ExtensionChoice choice = resolve(name);
    EngineProvider provider = provider(choice.name());
    EngineOptions all = options.with(choice.settings());
    all.requireKnown(provider);
    try {
      return provider.create(all);
    } catch (NightjarException e) {
      throw e;
    } catch (Throwable e) {
      FailureReason.requireBearable(e);
      throw new NightjarException(ErrorCode.ENGINE_UNAVAILABLE,
          "engine '" + choice.name() + "' cannot run here: starting it failed with " + FailureReason.of(e), e);
    }
  }

  /**
   * The engine and the settings that a text names, see {@link ExtensionChoice}.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when there is no such engine or setting, or it cannot run
   */
  public ExtensionChoice resolve(String text) {
    if (text.equals(AUTO)) {
      return new ExtensionChoice(AUTO, Map.of());
    }
    EngineProvider provider = provider(ExtensionChoice.nameIn(text));
    ExtensionChoice choice = ExtensionChoice.of(text, provider.settings(), reason ->
        unavailable("engine '" + text + "': " + reason));
    new EngineOptions(1, choice.settings()).requireKnown(provider);
    return choice;
  }

  /** The settings that an engine takes: {@code ENGINE_UNAVAILABLE} when there is none of this name. */
  public List<Setting> settings(String name) {
    return provider(name).settings();
  }

  /**
   * Finds out early whether an engine can be had.
   *
   * @throws NightjarException {@code ENGINE_UNAVAILABLE} when {@link #create} would refuse this name; {@value
   *     #AUTO} is always taken
   */
  public void require(String name) {
    resolve(name);
  }

  /** The provider of this name, which can run. */
  EngineProvider provider(String name) {
    EngineProvider provider = providers.get(name);
    if (provider == null) {
      throw unavailable("there is no engine '" + name + "'; there " + (providers.size() == 1 ? "is " : "are ")
          + (providers.isEmpty() ? "none: add nightjar-engine-java; " + origin
              : describeAll() + ": choose one of these, or put the jar of the other (nightjar-engine-" + name
                  + " where there is one) on the class path or into the plugin folder"));
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

  /** The rank of a provider; the last where it cannot say, which {@link #availability} then reports. */
  private static int rank(EngineProvider provider) {
    try {
      return provider.rank();
    } catch (Throwable e) {
      FailureReason.requireBearable(e);
      return Integer.MAX_VALUE;
    }
  }

  private Availability availability(EngineProvider provider) {
    if (failed.containsKey(provider.name())) {
      return Availability.no(failed.get(provider.name()));
    }
    try {
      return provider.availability();
    } catch (Throwable e) {
      FailureReason.requireBearable(e);
      return Availability.no(FailureReason.of(e));
    }
  }

  private static NightjarException unavailable(String message) {
    return new NightjarException(ErrorCode.ENGINE_UNAVAILABLE, message);
  }
}
