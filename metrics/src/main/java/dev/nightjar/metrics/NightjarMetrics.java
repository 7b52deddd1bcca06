package dev.nightjar.metrics;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyDeleted;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyStored;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelRemoved;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelServed;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestRefused;
import dev.nightjar.api.endpoint.RuntimeEvent.UploadBegun;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Puts what happens in a runtime into a registry: given to its builder as a listener, and to {@link #watch} for what is
 * read and not told. Names and tags are in {@code docs/serving.md}; none of them says who asked. Meters of a model go
 * when it does. Close it after the runtime where the registry lives on. A registry takes one runtime at a time: one
 * that is watched later has the gauges. Thread-safe.
 */
public final class NightjarMetrics implements RuntimeListener, AutoCloseable {
  private static final String MODEL = "model";
  private static final String ENGINE = "engine";
  private static final String ANSWERED = "answered";

  private final MeterRegistry registry;

  /** The meters of models, each with whose it is. */
  private final Map<Meter, Subject> ofModels = new ConcurrentHashMap<>();

  /** All others that are to go in the end. */
  private final Set<Meter> others = ConcurrentHashMap.newKeySet();

  /** How the versions of each model run. */
  private final Map<String, Map<Integer, Subject>> served = new ConcurrentHashMap<>();

  /** Engines that have gauges. */
  private final Set<String> engines = ConcurrentHashMap.newKeySet();

  private volatile NightjarRuntime watched;

  /** What a meter is of; strategy and engine are empty where it is of the model alone. */
  private record Subject(String model, String strategy, String engine) {
  }

  /** Meters in a registry, which stays the host's. */
  public NightjarMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  /** Makes its meters, as the first query would wait for that; at 0, they also tell a model that nobody asks. */
  @Override
  public void modelServed(ModelServed event) {
    Subject subject = new Subject(event.model(), event.strategy(), event.engine());
    served.computeIfAbsent(event.model(), model -> new ConcurrentHashMap<>()).put(event.version(), subject);
    computing(subject, ANSWERED);
    waiting(event.model());
    loading(event.model());
    forget(event.model());
    addEngines();
  }

  @Override
  public void modelRemoved(ModelRemoved event) {
    served.getOrDefault(event.model(), new ConcurrentHashMap<>()).remove(event.version());
    forget(event.model());
  }

  /** Removes the meters of a model that none of its versions has any more. */
  private void forget(String model) {
    Collection<Subject> left = served.getOrDefault(model, Map.of()).values();
    ofModels.forEach((meter, subject) -> {
      if (subject.model().equals(model)
          && (left.isEmpty() || !subject.strategy().isEmpty() && !left.contains(subject))) {
        ofModels.remove(meter);
        registry.remove(meter);
      }
    });
  }

  @Override
  public void inferenceFinished(InferenceFinished event) {
    Inference what = event.inference();
    computing(new Subject(what.model(), what.strategy(), what.engine()),
        event.failure().map(ErrorCode::slug).orElse(ANSWERED)).record(event.computeNanos(), TimeUnit.NANOSECONDS);
    waiting(what.model()).record(event.queueNanos(), TimeUnit.NANOSECONDS);
    loading(what.model()).record(event.keyNanos(), TimeUnit.NANOSECONDS);
    if (!engines.contains(what.engine())) {
      addEngines();
    }
  }

  private Timer computing(Subject of, String outcome) {
    return timer(of, Timer.builder("nightjar.inference")
        .description("Computing, without waiting and without loading of keys")
        .tags(MODEL, of.model(), "strategy", of.strategy(), ENGINE, of.engine(), "outcome", outcome));
  }

  private Timer waiting(String model) {
    return timer(new Subject(model, "", ""), Timer.builder("nightjar.inference.queue").tags(MODEL, model));
  }

  private Timer loading(String model) {
    return timer(new Subject(model, "", ""), Timer.builder("nightjar.inference.key").tags(MODEL, model));
  }

  private Timer timer(Subject of, Timer.Builder builder) {
    Timer timer = builder.register(registry);
    ofModels.put(timer, of);
    return timer;
  }

  private void count(String name, String... tags) {
    Counter counter = registry.counter(name, tags);
    others.add(counter);
    counter.increment();
  }

  @Override
  public void requestRefused(RequestRefused event) {
    count("nightjar.refused", "code", event.code().slug(), "place", lower(event.place()));
  }

  @Override
  public void requestAnswered(RequestAnswered event) {
    Timer timer = registry.timer("nightjar.http.requests", "method", event.method().toLowerCase(Locale.ROOT), "route",
        event.route(), "status", Integer.toString(event.status()), "outcome", event.refusal().orElse(ANSWERED));
    others.add(timer);
    timer.record(event.nanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void uploadBegun(UploadBegun event) {
    count("nightjar.uploads");
  }

  @Override
  public void keyStored(KeyStored event) {
    count("nightjar.keys.stored", "parameters", event.parameterSet());
  }

  @Override
  public void keyDeleted(KeyDeleted event) {
    count("nightjar.keys.deleted", "reason", event.idle() ? "idle" : "request");
  }

  /** Reads a running runtime whenever the registry is read, until this is closed; holds it as long. */
  public void watch(NightjarRuntime runtime) {
    watched = Objects.requireNonNull(runtime, "runtime");
    gauge("nightjar.queue.waiting", runtime, r -> r.load().waiting());
    gauge("nightjar.queue.running", runtime, r -> r.load().running());
    gauge("nightjar.keys.used", runtime, r -> r.keys().usedBytes());
    gauge("nightjar.keys.capacity", runtime, r -> r.keys().capacityBytes());
    gauge("nightjar.keys.loaded", runtime, NightjarRuntime::loadedKeyBytes);
    gauge("nightjar.keys.loaded.number", runtime, NightjarRuntime::loadedKeys);
    gauge("nightjar.ready", runtime, r -> r.ready() ? 1 : 0);
    gauge("nightjar.warm", runtime, r -> r.warm() ? 1 : 0);
    for (ModelStatus.State state : ModelStatus.State.values()) {
      gauge("nightjar.models", runtime, r -> r.registry().statuses().stream().filter(s -> s.state() == state).count(),
          "state", lower(state));
    }
    engines.clear();
    addEngines();
  }

  /** Gauges of the engines that were started since. */
  private void addEngines() {
    NightjarRuntime runtime = watched;
    if (runtime == null) {
      return;
    }
    for (EngineInfo info : runtime.engines()) {
      String engine = info.engine();
      if (engines.add(engine)) {
        gauge("nightjar.engine.kernel", runtime, r -> 1, ENGINE, engine, "kernel", info.kernel());
        for (EngineState.Phase phase : EngineState.Phase.values()) {
          gauge("nightjar.engine.phase", runtime, r -> r.engines().stream()
              .anyMatch(e -> e.engine().equals(engine) && e.state().phase() == phase) ? 1 : 0,
              ENGINE, engine, "phase", lower(phase));
        }
      }
    }
  }

  /** In the place of one of a runtime before, which the registry would keep otherwise. */
  private void gauge(String name, NightjarRuntime runtime, ToDoubleFunction<NightjarRuntime> value, String... tags) {
    registry.removeByPreFilterId(new Meter.Id(name, Tags.of(tags), null, null, Meter.Type.GAUGE));
    others.add(Gauge.builder(name, runtime, value).tags(tags).strongReference(true).register(registry));
  }

  /**
   * Removes its meters from the registry and lets go of the runtime. The runtime is closed before, as meters that it
   * tells afterwards come back. Idempotent.
   */
  @Override
  public void close() {
    watched = null;
    Set<Meter> there = Collections.newSetFromMap(new IdentityHashMap<>());
    there.addAll(registry.getMeters());
    Stream.concat(others.stream(), ofModels.keySet().stream()).filter(there::contains).forEach(registry::remove);
    others.clear();
    ofModels.clear();
    served.clear();
    engines.clear();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
