package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are served, by name. Readers see a model before or after a change, never in between; a
 * bundle that was removed from here stays usable by the code that holds it. Thread-safe.
 */
public final class ModelRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

  private volatile Map<String, Entry> entries = Map.of();

  /** Throws what is wrong with a bundle that is to be served. */
  private volatile Consumer<ServerBundle> admission = bundle -> { };

  private volatile TrustedKeys trusted = TrustedKeys.ANYBODY;

  /** A bundle, or none and why. */
  private record Entry(ServerBundle bundle, ModelStatus status) {
  }

  /**
   * Reads every bundle of a folder. One that cannot be used is reported and does not stop the others; when it
   * was to replace one that is served, that one stays.
   *
   * @param folder each of its folders is one bundle; hidden ones and files are passed over
   * @throws NightjarException {@code INVALID_MODEL} when the folder itself cannot be read
   */
  public void scan(Path folder) {
    for (Path bundle : subfolders(folder)) {
      String name = PrintableText.of(bundle.getFileName().toString());
      try {
        new ModelName(name);
        add(name, ServerBundle.read(bundle, trusted));
      } catch (NightjarException e) {
        fail(name, e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("reading the bundle {} failed", name, e);
        fail(name, "reading it failed with " + PrintableText.sentence(e.toString()));
      }
    }
  }

  private static List<Path> subfolders(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the models folder " + folder + " is not there: name the folder that holds the bundles");
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(Files::isDirectory)
          .filter(p -> !p.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the models folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** From now on bundles of folders are served only if one of these keys has signed them. */
  void trust(TrustedKeys keys) {
    trusted = keys;
  }

  /** From now on bundles are served only if a check does not throw. */
  void admitBy(Consumer<ServerBundle> check) {
    admission = check;
  }

  /**
   * Serves a bundle under a name; one that is served under it is replaced.
   *
   * @throws NightjarException {@code INVALID_NAME}; {@code INVALID_MODEL} when it is of another name; {@code
   *     ENGINE_UNAVAILABLE} when its engine runs and does not have the operations that it needs
   */
  public void add(String name, ServerBundle bundle) {
    new ModelName(name);
    if (!bundle.name().equals(name)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "the bundle is of model '" + bundle.name() + "', not '" + name + "'");
    }
    admission.accept(bundle);
    put(name, new Entry(bundle,
        new ModelStatus(name, ModelStatus.State.SERVED, bundle.circuit().toString())));
    LOG.info("serving model {}: {}", name, bundle.circuit());
    bundle.untrueClaims().forEach(claim -> LOG.warn("model {} {}", name, PrintableText.of(claim)));
    if (bundle.privacy() == ModelPrivacy.NONE && bundle.circuit().keyParts().isEmpty()) {
      LOG.warn("model {} is REVEALED: it computes without a key and does not hide its answers, so that one answer "
          + "tells its client every weight; compile it again to hide it", name);
    }
  }

  private void fail(String name, String reason) {
    LOG.warn("model {} is not loaded: {}", name, reason);
    Entry old = entries.get(name);
    if (old == null || old.bundle == null) {
      put(name, new Entry(null, new ModelStatus(name, ModelStatus.State.FAILED, reason)));
    } else {
      put(name, new Entry(old.bundle, new ModelStatus(name, ModelStatus.State.SERVED,
          "the version loaded before; its replacement cannot be used: " + reason)));
    }
  }

  /** Stops serving a model that is there, and says why. */
  void refuse(String name, String reason) {
    remove(name);
    fail(name, reason);
  }

  /** Stops serving a model; false when there is none. */
  public synchronized boolean remove(String name) {
    Map<String, Entry> copy = new TreeMap<>(entries);
    boolean removed = copy.remove(name) != null;
    entries = copy;
    return removed;
  }

  private synchronized void put(String name, Entry entry) {
    Map<String, Entry> copy = new TreeMap<>(entries);
    copy.put(name, entry);
    entries = copy;
  }

  /** The names that are served, sorted. */
  public Set<String> names() {
    Set<String> names = bundles().stream().map(ServerBundle::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
    return Collections.unmodifiableSet(names);
  }

  /** The bundles that are served, by name. */
  public Collection<ServerBundle> bundles() {
    return entries.values().stream().filter(e -> e.bundle != null).map(Entry::bundle).toList();
  }

  /** What became of every model, by name. */
  public List<ModelStatus> statuses() {
    return entries.values().stream().map(Entry::status).toList();
  }

  /**
   * The bundle of a model.
   *
   * @throws NightjarException {@code INVALID_NAME}, or {@code UNKNOWN_MODEL} with the names that are served
   */
  public ServerBundle require(String name) {
    new ModelName(name);
    Entry entry = entries.get(name);
    if (entry == null || entry.bundle == null) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL,
          "there is no model '" + name + "' here; served are " + names());
    }
    return entry.bundle;
  }
}
