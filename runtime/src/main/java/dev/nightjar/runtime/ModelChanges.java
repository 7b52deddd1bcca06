package dev.nightjar.runtime;

import dev.nightjar.api.endpoint.RuntimeEvent.ModelRemoved;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelServed;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.warmup.ModelWarmUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a runtime does about models that come and go while it runs. Thread-safe. */
final class ModelChanges {
  /** By the clock on the wall; the bound of the builder is in processor time. */
  private static final Duration LONGEST_REHEARSAL = Duration.ofMinutes(5);

  private final ModelRegistry models;
  private final InferenceService inference;
  private final ModelMemory memory;
  private final ServingEngines engines;
  private final Duration rehearsalTime;
  private final Cancellation stops;
  private final Listeners listeners;

  /** Those that listeners know of. Guarded by this. */
  private final Set<ServerBundle> told = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Those that are not served any more, of which listeners have not been told so. Guarded by this. */
  private final List<ServerBundle> leaving = new ArrayList<>();

  ModelChanges(ModelRegistry models, InferenceService inference, ModelMemory memory, ServingEngines engines,
      Duration rehearsalTime, Cancellation stops, Listeners listeners) {
    this.models = models;
    this.inference = inference;
    this.memory = memory;
    this.engines = engines;
    this.rehearsalTime = rehearsalTime;
    this.stops = stops;
    this.listeners = listeners;
  }

  /** Sets memory aside for what is served and in use, and frees what was for others. */
  synchronized void follow() {
    List<ServerBundle> bundles = new ArrayList<>(models.bundles());
    bundles.addAll(inference.inUse().bundles());
    memory.follow(bundles);
    inference.loadedKeys().invalidateIf(key -> bundles.stream().noneMatch(bundle ->
        bundle.circuit().parameters().fingerprint() == key.parameters().fingerprint()));
    tell();
  }

  /** Tells listeners of the models that they do not know of yet, and of those that have gone. */
  synchronized void tell() {
    Collection<ServerBundle> served = models.bundles();
    told.stream().filter(bundle -> !served.contains(bundle)).forEach(leaving::add);
    told.retainAll(served);
    leaving.removeIf(bundle -> served.stream().anyMatch(other -> sameVersion(bundle, other)));
    Collection<ServerBundle> inUse = inference.inUse().bundles();
    for (ServerBundle bundle : List.copyOf(leaving)) {
      if (inUse.stream().noneMatch(other -> sameVersion(bundle, other))
          && leaving.removeIf(other -> sameVersion(bundle, other))) {
        listeners.tell(RuntimeListener::modelRemoved, () -> new ModelRemoved(bundle.name(), bundle.version()));
      }
    }
    for (ServerBundle bundle : models.bundles()) {
      if (told.add(bundle)) {
        listeners.tell(RuntimeListener::modelServed, () -> new ModelServed(bundle.name(), bundle.version(),
            ModelStrategy.of(bundle), bundle.engine().orElse(engines.standard().name())));
      }
    }
  }

  private static boolean sameVersion(ServerBundle one, ServerBundle other) {
    return one.name().equals(other.name()) && one.version() == other.version();
  }

  /** Starts the engine of a model that comes, and runs it until it is as fast as it gets. */
  void rehearse(ServerBundle bundle) {
    engines.of(bundle);
    if (rehearsalTime.isZero()) {
      return;
    }
    try (ModelWarmUp alone = new ModelWarmUp(List.of(inference.rehearsal(bundle, stops)), rehearsalTime)) {
      alone.start();
      alone.await(LONGEST_REHEARSAL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
