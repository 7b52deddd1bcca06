package dev.nightjar.metrics;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyDeleted;
import dev.nightjar.api.endpoint.RuntimeEvent.KeyStored;
import dev.nightjar.api.endpoint.RuntimeEvent.ModelServed;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestRefused;
import dev.nightjar.api.endpoint.RuntimeEvent.UploadBegun;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.engine.EngineState;
import dev.nightjar.runtime.ModelStatus;
import dev.nightjar.runtime.NightjarRuntime;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Puts what happens in a runtime into a registry: given to its builder as a listener, and to {@link #watch} for what is
 * read and not told. Names and tags are in {@code docs/serving.md}; none of them says who asked. Thread-safe.
 */
public final class NightjarMetrics implements RuntimeListener {
  private static final String MODEL = "model";
  private static final String ANSWERED = "answered";

  private final MeterRegistry registry;

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
    computing(event.model(), event.strategy(), event.engine(), ANSWERED);
    waiting(event.model());
    loading(event.model());
  }

  @Override
  public void inferenceFinished(InferenceFinished event) {
    Inference what = event.inference();
    computing(what.model(), what.strategy(), what.engine(), event.failure().map(ErrorCode::slug).orElse(ANSWERED))
        .record(event.computeNanos(), TimeUnit.NANOSECONDS);
    waiting(what.model()).record(event.queueNanos(), TimeUnit.NANOSECONDS);
    loading(what.model()).record(event.keyNanos(), TimeUnit.NANOSECONDS);
  }

  private Timer computing(String model, String strategy, String engine, String outcome) {
    return Timer.builder("nightjar.inference").description("Computing, without waiting and without loading of keys")
        .tags(MODEL, model, "strategy", strategy, "engine", engine, "outcome", outcome).register(registry);
  }

  private Timer waiting(String model) {
    return registry.timer("nightjar.inference.queue", MODEL, model);
  }

  private Timer loading(String model) {
    return registry.timer("nightjar.inference.key", MODEL, model);
  }

  @Override
  public void requestRefused(RequestRefused event) {
    registry.counter("nightjar.refused", "code", event.code().slug(), "place", lower(event.place())).increment();
  }

  @Override
  public void requestAnswered(RequestAnswered event) {
    registry.timer("nightjar.http.requests", "method", event.method().toLowerCase(Locale.ROOT), "route", event.route(),
        "status", Integer.toString(event.status()), "outcome", event.refusal().orElse(ANSWERED))
        .record(event.nanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void uploadBegun(UploadBegun event) {
    registry.counter("nightjar.uploads").increment();
  }

  @Override
  public void keyStored(KeyStored event) {
    registry.counter("nightjar.keys.stored", "parameters", event.parameterSet()).increment();
  }

  @Override
  public void keyDeleted(KeyDeleted event) {
    registry.counter("nightjar.keys.deleted", "reason", event.idle() ? "idle" : "request").increment();
  }

  /** Reads a running runtime whenever the registry is read; once for each runtime. */
  public void watch(NightjarRuntime runtime) {
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
    EngineInfo info = runtime.engine();
    String engine = info.engine();
    gauge("nightjar.engine.kernel", runtime, r -> 1, "engine", engine, "kernel", info.kernel());
    for (EngineState.Phase phase : EngineState.Phase.values()) {
      gauge("nightjar.engine.phase", runtime, r -> r.engine().state().phase() == phase ? 1 : 0,
          "engine", engine, "phase", lower(phase));
    }
  }

  /** The registry holds the runtime as long as it has the gauge. */
  private void gauge(String name, NightjarRuntime runtime, ToDoubleFunction<NightjarRuntime> value, String... tags) {
    Gauge.builder(name, runtime, value).tags(tags).strongReference(true).register(registry);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
