package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.api.model.ModelAddress;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.runtime.ModelStatus.State;
import dev.nightjar.runtime.ModelVersions.Entry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * The models that are served, by name, each in one or several versions. {@code NAME} asks for the version that was
 * chosen, or the newest; {@code NAME:VERSION} for one of them. Readers see a model before or after a change, never in
 * between; a bundle that was replaced or removed stays usable by the code that holds it, so that what was begun under
 * it ends under it. Thread-safe.
 */
public final class ModelRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

  private volatile Logger log = LOG;
  private volatile Map<String, ModelVersions> models = Map.of();

  /** Throws what is wrong with a bundle that is to be served. */
  private volatile Consumer<ServerBundle> admission = bundle -> { };

  private volatile TrustedKeys trusted = TrustedKeys.ANYBODY;

  /** Is told after each change of what is served. */
  private volatile Runnable changed = () -> { };

  /**
   * Reads every bundle of a folder. One that cannot be used is reported and does not stop the others; when it
   * was to replace one that is served, that one stays.
   *
   * @param folder each of its folders is a model: one bundle, or a folder for each version, or both; hidden ones and
   *     files are passed over
   * @throws NightjarException {@code INVALID_MODEL} when the folder itself cannot be read
   */
  public void scan(Path folder) {
    new ModelRepository(folder, this).readAll();
  }

  /** From now on bundles of folders are served only if one of these keys has signed them. */
  void trust(TrustedKeys keys) {
    trusted = keys;
  }

  /** From now on says nothing in the log, where another one has said it. */
  void sayNothing() {
    log = NOPLogger.NOP_LOGGER;
  }

  TrustedKeys trusted() {
    return trusted;
  }

  /** From now on bundles are served only if a check does not throw. */
  void admitBy(Consumer<ServerBundle> check) {
    admission = check;
  }

  /** From now on something is done after each change of what is served. */
  void afterChanges(Runnable action) {
    changed = action;
  }

  /**
   * Serves a bundle under a name; one of the same version that is served under it is replaced.
   *
   * @throws NightjarException {@code INVALID_NAME}; {@code INVALID_MODEL} when it is of another name; {@code
   *     ENGINE_UNAVAILABLE} when its engine runs and does not have the operations that it needs; {@code TOO_LARGE} when
   *     the heap has no room for it
   */
  public void add(String name, ServerBundle bundle) {
    add(name, bundle, ready -> { });
  }

  /** The same, and something is done with a bundle that can be served before it is. */
  void add(String name, ServerBundle bundle, Consumer<ServerBundle> before) {
    new ModelName(name);
    if (!bundle.name().equals(name)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the bundle is of model '" + bundle.name() + "', not '" + name + "'");
    }
    admission.accept(bundle);
    before.accept(bundle);
    put(name, bundle.version(), new Entry(Optional.of(bundle),
        new ModelStatus(name, bundle.version(), State.SERVED, bundle.circuit().toString())));
    log.info("serving model {}, version {}: {}", name, bundle.version(), bundle.circuit());
    bundle.untrueClaims().forEach(claim -> log.warn("model {} {}", name, PrintableText.of(claim)));
    if (bundle.privacy() == ModelPrivacy.NONE && bundle.circuit().keyParts().isEmpty()) {
      log.warn("model {} is REVEALED: it computes without a key and does not hide its answers, so that one answer "
          + "tells its client every weight; compile it again to hide it", name);
    }
  }

  /** Says why a version cannot be served; what is served of it stays. */
  void fail(String name, int version, String reason) {
    log.warn("model {}, version {}, is not loaded: {}", name, version, reason);
    Optional<ServerBundle> old = versions(name).bundle(version);
    put(name, version, new Entry(old, old.isEmpty() ? new ModelStatus(name, version, State.FAILED, reason)
        : new ModelStatus(name, version, State.SERVED,
            "the bundle loaded before; its replacement cannot be used: " + reason)));
  }

  /** Stops serving a bundle that is there, and says why. */
  void refuse(ServerBundle bundle, String reason) {
    remove(bundle.name(), bundle.version());
    fail(bundle.name(), bundle.version(), reason);
  }

  /** Stops serving a version until it is added again. */
  void unload(String name, int version) {
    put(name, version, new Entry(Optional.empty(), new ModelStatus(name, version, State.UNLOADED, "it was unloaded")));
  }

  /** Gives those who name no version this one; empty for the newest. */
  public void choose(String name, OptionalInt version) {
    if (!versions(name).chosen().equals(version)) {
      change(name, old -> old.choosing(version));
    }
  }

  /**
   * Stops serving all versions of a model; false when there is none. Inferences that have been taken are finished.
   */
  public boolean remove(String name) {
    boolean removed;
    synchronized (this) {
      Map<String, ModelVersions> copy = new TreeMap<>(models);
      removed = copy.remove(name) != null;
      models = copy;
    }
    changed.run();
    return removed;
  }

  /** Stops serving a version of a model; false when there is none. Inferences that have been taken are finished. */
  public boolean remove(String name, int version) {
    boolean removed = versions(name).entries().containsKey(version);
    change(name, old -> old.without(version));
    return removed;
  }

  private void put(String name, int version, Entry entry) {
    change(name, old -> old.with(version, entry));
  }

  private void change(String name, UnaryOperator<ModelVersions> change) {
    synchronized (this) {
      Map<String, ModelVersions> copy = new TreeMap<>(models);
      ModelVersions versions = change.apply(versions(name));
      if (versions.entries().isEmpty()) {
        copy.remove(name);
      } else {
        copy.put(name, versions);
      }
      models = copy;
    }
    changed.run();
  }

  private ModelVersions versions(String name) {
    return models.getOrDefault(name, ModelVersions.NONE);
  }

  /** The names that are served, sorted. */
  public Set<String> names() {
    Set<String> names = bundles().stream().map(ServerBundle::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
    return Collections.unmodifiableSet(names);
  }

  /** The bundles that are served, all versions, by name and version. */
  public Collection<ServerBundle> bundles() {
    return models.values().stream().flatMap(versions -> versions.bundles().stream()).toList();
  }

  /** The bundle of each model that those get who name no version, by name. */
  public Collection<ServerBundle> current() {
    return models.values().stream().flatMap(versions -> versions.current().stream()).toList();
  }

  /** The versions of a model that are served, the oldest first; none where the model is not. */
  public List<Integer> versionsOf(String name) {
    return versions(name).bundles().stream().map(ServerBundle::version).toList();
  }

  /** Whether this very bundle is served. */
  boolean serves(ServerBundle bundle) {
    return versions(bundle.name()).bundle(bundle.version()).orElse(null) == bundle;
  }

  /** What became of every version of every model, by name and version. */
  public List<ModelStatus> statuses() {
    return models.values().stream().flatMap(versions -> versions.entries().values().stream()).map(Entry::status)
        .toList();
  }

  /**
   * The bundle of a model.
   *
   * @param address {@code NAME}, or {@code NAME:VERSION} for one version
   * @throws NightjarException {@code INVALID_NAME}, or {@code UNKNOWN_MODEL} with what is served
   */
  public ServerBundle require(String address) {
    ModelAddress asked = ModelAddress.parse(address);
    String name = asked.name().value();
    ModelVersions versions = versions(name);
    Optional<ServerBundle> found = asked.version().isPresent() ? versions.bundle(asked.version().getAsInt())
        : versions.current();
    return found.orElseThrow(() -> new NightjarException(ErrorCode.UNKNOWN_MODEL, versions.bundles().isEmpty()
        ? "there is no model '" + name + "' here; served are " + names()
        : "model '" + name + "' is not served here in " + (asked.version().isPresent()
            ? "version " + asked.version().getAsInt() : "the version that was chosen, "
                + versions.chosen().getAsInt()) + "; its versions are " + versionsOf(name)));
  }
}
