package dev.nightjar.runtime;

import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.warmup.ModelWarmUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

  ModelChanges(ModelRegistry models, InferenceService inference, ModelMemory memory, ServingEngines engines,
      Duration rehearsalTime, Cancellation stops) {
    this.models = models;
    this.inference = inference;
    this.memory = memory;
    this.engines = engines;
    this.rehearsalTime = rehearsalTime;
    this.stops = stops;
  }

  /** Sets memory aside for what is served and in use, and frees what was for others. */
  synchronized void follow() {
    List<ServerBundle> bundles = new ArrayList<>(models.bundles());
    bundles.addAll(inference.inUse().bundles());
    memory.follow(bundles);
    inference.loadedKeys().invalidateIf(key -> bundles.stream().noneMatch(bundle ->
        bundle.circuit().parameters().fingerprint() == key.parameters().fingerprint()));
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
