package dev.nightjar.runtime;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.runtime.engine.EngineRegistry;
import dev.nightjar.runtime.keys.EncryptedKeyStore;
import dev.nightjar.runtime.keys.MasterKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings of a {@link NightjarRuntime}, each with a default; without any it serves no model with the best
 * engine. Not thread-safe.
 */
public final class RuntimeBuilder {
  /** Longer than the last use of a key may lag: by the freshness, and by a minute in a store of several replicas. */
  private static final Duration LEAST_KEY_IDLE_TIME = Duration.ofMinutes(5);

  private static final Duration LEAST_WATCH_INTERVAL = Duration.ofMillis(100);

  /** {@link RuntimeAssembly} reads this and all fields below that are not private. */
  final List<ServerBundle> bundles = new ArrayList<>();

  String engineName = EngineRegistry.AUTO;
  int engineThreads = Runtime.getRuntime().availableProcessors();
  Engine engine;
  EngineRegistry engines;
  Path models;
  TrustedKeys trusted = TrustedKeys.ANYBODY;
  Path plugins;
  KeyStore keyStore;
  OptionalLong keyStoreBytes = OptionalLong.empty();
  Path keyFolder;
  Duration uploadIdleTime = Duration.ofMinutes(10);
  private Duration keyFreshness = Duration.ofSeconds(10);
  private Optional<Duration> keyIdleTime = Optional.empty();
  String keyStoreSpec;
  Optional<MasterKeys> masterKeys = Optional.empty();
  private boolean keysForAnybody = true;
  long heapBytes = Runtime.getRuntime().maxMemory();
  OptionalLong loadedKeyBytes = OptionalLong.empty();
  OptionalLong expandedBytes = OptionalLong.empty();
  private Optional<Duration> watchInterval = Optional.empty();
  private int workers = 2;
  private int queueCapacity;
  private Duration longestWait = Duration.ofSeconds(30);
  private RuntimeLimits limits = RuntimeLimits.DEFAULT;
  private Duration drainTime = Duration.ofSeconds(10);
  private Duration warmUp = Duration.ZERO;
  private int preloadedKeys;
  boolean standIn;
  private final List<RuntimeListener> listeners = new ArrayList<>();

  RuntimeBuilder() {
  }

  /**
   * The engine's name, with settings if it is to have some, e.g. {@code java:kernel=plain} (see {@link
   * dev.nightjar.api.ExtensionChoice}), or {@code auto}, the default: the fastest for the model that bootstraps
   * most, measured when there are several. A model can name another one for itself ({@link ServerBundle#withEngine}).
   */
  public RuntimeBuilder engine(String name) {
    this.engineName = Objects.requireNonNull(name, "name");
    return this;
  }

  /** Without plugins, as their handlers and listeners are not to see what is only tried, and in silence. */
  RuntimeBuilder standIn() {
    this.standIn = true;
    return this;
  }

  /** A running engine, which the runtime closes once it was built. */
  public RuntimeBuilder engine(Engine running) {
    this.engine = Objects.requireNonNull(running, "running");
    return this;
  }

  /** The engines to choose from; default: those on the class path and in the plugin folder. */
  public RuntimeBuilder engines(EngineRegistry registry) {
    this.engines = Objects.requireNonNull(registry, "registry");
    return this;
  }

  /** Threads of each engine; default: one for each processor. */
  public RuntimeBuilder threads(int threads) {
    this.engineThreads = new EngineOptions(threads).threads();
    return this;
  }

  /** A folder of bundles: {@code NAME} is version 1 of a model, {@code NAME/VERSION} are further versions. */
  public RuntimeBuilder models(Path folder) {
    this.models = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /**
   * Looks at the folder of bundles again after each interval, 100 ms at least, and serves what came, changed or went,
   * once its files have not changed for an interval; default: what is there at the start is served.
   */
  public RuntimeBuilder watchModels(Duration interval) {
    if (interval.compareTo(LEAST_WATCH_INTERVAL) < 0) {
      throw new IllegalArgumentException("a folder is looked at again after " + LEAST_WATCH_INTERVAL + " at least, not "
          + interval);
    }
    this.watchInterval = Optional.of(interval);
    return this;
  }

  Optional<Duration> watchInterval() {
    return watchInterval;
  }

  /** One more bundle, which wins over one of the same name in the folder. */
  public RuntimeBuilder model(ServerBundle bundle) {
    this.bundles.add(Objects.requireNonNull(bundle, "bundle"));
    return this;
  }

  /**
   * Serves bundles of the folder only if one of these keys has signed them ({@code nightjar sign}); others are failed
   * models, and the rest serves. Bundles that are handed over by {@link #model} are taken as they are. Default: any.
   */
  public RuntimeBuilder trust(TrustedKeys keys) {
    this.trusted = Objects.requireNonNull(keys, "keys");
    return this;
  }

  /**
   * A folder of jars with endpoint handlers and engines; default: these come from the class path alone. Models that
   * are compiled need no plugin to be served.
   */
  public RuntimeBuilder plugins(Path folder) {
    this.plugins = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /** A key store, which the runtime closes once it was built; default: in memory. */
  public RuntimeBuilder keyStore(KeyStore store) {
    this.keyStore = Objects.requireNonNull(store, "store");
    return this;
  }

  /**
   * A folder in which keys survive the process ({@link dev.nightjar.runtime.keys.FileKeyStore}), for this runtime
   * alone, made where there is none; default: keys are in memory.
   */
  public RuntimeBuilder keyFolder(Path folder) {
    this.keyFolder = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /** Capacity of the default key store, in bytes; default: an eighth of the heap in memory, 16 GiB in a folder. */
  public RuntimeBuilder keyStoreBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a key store needs a positive capacity, not " + bytes + " bytes");
    }
    this.keyStoreBytes = OptionalLong.of(bytes);
    return this;
  }

  /**
   * After this time from its beginning, and one second more for each 8 KiB that arrived, an unfinished key is
   * forgotten; default: 10 minutes. An announced key of which nothing arrived is forgotten after three minutes.
   */
  public RuntimeBuilder uploadIdleTime(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("an upload may take some time, unlike " + time + ": name more than 0 seconds");
    }
    this.uploadIdleTime = time;
    return this;
  }

  /**
   * A kind of key store that was found on the class path or in the plugin folder, with settings: {@code NAME}, or
   * {@code NAME:SETTING=VALUE} with more settings after further colons. Default: in memory, with
   * {@link #keyStoreBytes} and {@link #uploadIdleTime}.
   */
  public RuntimeBuilder keyStore(String nameAndSettings) {
    this.keyStoreSpec = Objects.requireNonNull(nameAndSettings, "nameAndSettings");
    return this;
  }

  /**
   * Encrypts what the key store keeps, of whatever kind it is, under master keys that the store never sees ({@link
   * EncryptedKeyStore}); default: keys are stored as they were sent.
   */
  public RuntimeBuilder keysAtRest(MasterKeys keys) {
    this.masterKeys = Optional.of(keys);
    return this;
  }

  /**
   * How long what the key store said of a committed key is believed; default: 10 seconds. A key that another replica
   * deleted is refused here after this time at the latest, and leaves the memory within a minute more.
   */
  public RuntimeBuilder keyFreshness(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("the freshness is a time of at least zero, not " + time);
    }
    this.keyFreshness = time;
    return this;
  }

  Duration keyFreshness() {
    return keyFreshness;
  }

  /**
   * Deletes committed keys that were not used for this time, at least 5 minutes, within a minute more; default: never.
   */
  public RuntimeBuilder keyIdleTime(Duration time) {
    if (time.compareTo(LEAST_KEY_IDLE_TIME) < 0) {
      throw new IllegalArgumentException("keys are kept for at least " + LEAST_KEY_IDLE_TIME + " without use, not "
          + time + ", as the last use that a store knows may be minutes old");
    }
    this.keyIdleTime = Optional.of(time);
    return this;
  }

  /**
   * Whether keys may serve anybody who names their uid: those that callers without a principal send with the method
   * {@code save_key}, which has no place for a secret; default: true. Otherwise such callers are refused there, and
   * keys of that kind that the store still has are unknown.
   */
  public RuntimeBuilder keysForAnybody(boolean allowed) {
    this.keysForAnybody = allowed;
    return this;
  }

  boolean keysForAnybody() {
    return keysForAnybody;
  }

  Optional<Duration> keyIdleTime() {
    return keyIdleTime;
  }

  /** Memory for keys in the engine's form, in bytes; default: a quarter of the heap. */
  public RuntimeBuilder loadedKeyBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("memory for loaded keys is 0 bytes or more, not " + bytes);
    }
    this.loadedKeyBytes = OptionalLong.of(bytes);
    return this;
  }

  long loadedKeyBytes() {
    return loadedKeyBytes.orElse(HeapShares.of(heapBytes).loadedKeys());
  }

  /**
   * Memory for the expanded bits of levelled queries, of all that run at once; default: a quarter of the heap, or what
   * a query of a served model takes where that is more and the heap has it.
   */
  public RuntimeBuilder expandedBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("the memory for expanded bits is 0 bytes or more, not " + bytes);
    }
    this.expandedBytes = OptionalLong.of(bytes);
    return this;
  }

  /** The heap by which models are judged, where it is not this JVM's. */
  RuntimeBuilder heapBytes(long bytes) {
    this.heapBytes = bytes;
    return this;
  }

  /** Inferences that run at once; default: 2, as each already uses all of the engine's threads. */
  public RuntimeBuilder workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("inferences need at least one worker, not " + count);
    }
    this.workers = count;
    return this;
  }

  int workers() {
    return workers;
  }

  /**
   * Inferences of one caller that may wait for one model with a key, whatever they take; default: 64 for each worker.
   * Those of all callers together may be twice as many, and callers are served in turn.
   */
  public RuntimeBuilder queueCapacity(int perModel) {
    this.queueCapacity = perModel;
    return this;
  }

  int queueCapacity() {
    return queueCapacity == 0 ? 64 * workers : queueCapacity;
  }

  /**
   * How long an inference may have to wait, by what inferences of the models took so far; one that would wait longer is
   * refused as {@code BUSY} at once, with the time after which it is worth trying again; default: 30 seconds. One
   * caller can fill half of that. Models that need no key have a queue of their own, of so much work.
   */
  public RuntimeBuilder longestWait(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("the longest wait is longer than zero, not " + time);
    }
    this.longestWait = time;
    return this;
  }

  Duration longestWait() {
    return longestWait;
  }

  /** One more listener, beside those on the class path and in the plugin folder. The runtime does not close it. */
  public RuntimeBuilder listener(RuntimeListener listener) {
    this.listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  List<RuntimeListener> listeners() {
    return List.copyOf(listeners);
  }

  /** Limits for callers; default: {@link RuntimeLimits#DEFAULT}. */
  public RuntimeBuilder limits(RuntimeLimits value) {
    this.limits = Objects.requireNonNull(value, "value");
    return this;
  }

  RuntimeLimits limits() {
    return limits;
  }

  /** How long closing waits for requests that are there; default: 10 seconds. */
  public RuntimeBuilder drainTime(Duration time) {
    this.drainTime = Objects.requireNonNull(time, "time");
    return this;
  }

  Duration drainTime() {
    return drainTime;
  }

  /**
   * Most processor time of this JVM for running the models with made-up queries, in the background, until the JVM has
   * compiled their code ({@link NightjarRuntime#warm}); default: none, so that the first query of each model takes
   * seconds where the next ones take milliseconds. Takes a processor for some seconds, and while a model that needs a
   * key is run, the memory of one.
   *
   * @param longest for all models together; zero for no warm-up
   */
  public RuntimeBuilder warmUp(Duration longest) {
    if (longest.isNegative()) {
      throw new IllegalArgumentException("a warm-up takes no less than no time, unlike " + longest);
    }
    this.warmUp = longest;
    return this;
  }

  Duration warmUp() {
    return warmUp;
  }

  /**
   * How many stored keys are loaded into the engine before the runtime is {@link NightjarRuntime#warm}, those that were
   * used last first, as far as the memory for loaded keys holds them, within five seconds of processor time; default:
   * none, so that the first query of each key after a start waits until the key is read, checked and transformed. It
   * counts as no use of a key.
   */
  public RuntimeBuilder preloadKeys(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("of stored keys 0 or more are loaded, not " + most);
    }
    this.preloadedKeys = most;
    return this;
  }

  int preloadedKeys() {
    return preloadedKeys;
  }

  /**
   * Starts it: loads models and plugins, starts the engine.
   *
   * @throws NightjarException when there is no such engine or folder. Broken bundles, bundles that name an engine
   *     that cannot run here, and broken plugins do not stop the start; see {@link ModelRegistry#statuses} and {@link
   *     NightjarRuntime#plugins}
   */
  public NightjarRuntime build() {
    return new RuntimeAssembly(this).build();
  }
}
