package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.AnswerBinding;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.RuntimeEvent;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyDescription;
import dev.nightjar.api.keys.KeyReference;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.primitives.Digest128;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.CircuitExecutor;
import dev.nightjar.runtime.execution.ExpandedMemory;
import dev.nightjar.runtime.execution.RowWorkers;
import dev.nightjar.runtime.execution.WorkQueue;
import dev.nightjar.runtime.keys.KeyAccess;
import dev.nightjar.runtime.keys.KeyBytes;
import dev.nightjar.runtime.keys.KnownKeys;
import dev.nightjar.runtime.keys.LoadedKeyCache;
import dev.nightjar.runtime.warmup.Rehearsal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An inference from bytes to bytes. What is wrong with a request is found on the calling thread; only what
 * can be computed takes a place in the model's queue.
 */
final class InferenceService {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceService.class);

  private final ModelRegistry models;
  private final ServedKeys served;
  private final ModelsInUse inUse;
  private final KeyStore store;
  private final KnownKeys known;
  private final KeyAccess access;
  private final GuessLimit guesses;
  private final ServingEngines engines;
  private final LoadedKeyCache loadedKeys;
  private final InferenceQueues queues;
  private final RowWorkers rows;
  private final ExpandedMemory memory;
  private final int maxQueryBytes;
  private final Listeners listeners;

  private final CircuitExecutors executors = new CircuitExecutors();

  /** What a worker brings back. */
  private record Computed(byte[] answer, long keyNanos) {
  }

  InferenceService(ModelRegistry models, ServedKeys served, KeyStore store, KeyAccess access, GuessLimit guesses,
      Duration keyFreshness, ServingEngines engines, long loadedKeyBytes, InferenceQueues queues, RowWorkers rows,
      ExpandedMemory memory, int maxQueryBytes, Listeners listeners) {
    this.models = models;
    this.served = served;
    this.inUse = new ModelsInUse(models);
    this.store = store;
    this.access = access;
    this.guesses = guesses;
    this.engines = engines;
    this.loadedKeys = new LoadedKeyCache(loadedKeyBytes, this::load);
    this.known = new KnownKeys(store, keyFreshness, InstantSource.system(), loadedKeys::invalidate);
    this.queues = queues;
    this.rows = rows;
    this.memory = memory;
    this.maxQueryBytes = maxQueryBytes;
    this.listeners = listeners;
  }

  LoadedKeyCache loadedKeys() {
    return loadedKeys;
  }

  /** The bundles under which inferences wait or run. */
  ModelsInUse inUse() {
    return inUse;
  }

  /** What is known of the store's keys; those that are deleted here are forgotten by it. */
  KnownKeys knownKeys() {
    return known;
  }

  private EngineKey load(Uid uid, String engine) {
    KeyDescription description = known.look(uid);
    ByteBuffer bytes = KeyBytes.whole(store, uid, description);
    EvaluationKey key = EvaluationKeyCodec.decode(bytes, served.require(bytes, bytes.remaining(), inUse.bundles()));
    return engines.named(engine).load(Optional.of(new KeyReference(uid, description.generation())), key);
  }

  /** Throws {@code BUSY} where an inference that came now would have no place. */
  void requirePlace(Caller caller, String model) {
    ServerBundle bundle = models.require(model);
    queues.of(!bundle.circuit().keyParts().isEmpty()).requirePlace(lane(bundle), caller.account());
  }

  /** Checks and queues an inference; throws what is wrong with the request. */
  CompletableFuture<EndpointResponse.Bytes> submit(Caller caller, Optional<String> model, Optional<Uid> uid,
      byte[] query, Cancellation cancellation, Trace trace) {
    ServerBundle bundle = resolve(caller, model, uid);
    inUse.enter(bundle);
    try {
      return submit(caller, bundle, uid, query, cancellation, trace)
          .whenComplete((answer, failure) -> inUse.leave(bundle));
    } catch (RuntimeException | Error e) {
      inUse.leave(bundle);
      throw e;
    }
  }

  private CompletableFuture<EndpointResponse.Bytes> submit(Caller caller, ServerBundle bundle, Optional<Uid> uid,
      byte[] query, Cancellation cancellation, Trace trace) {
    if (query.length > maxQueryBytes) {
      throw new NightjarException(ErrorCode.TOO_LARGE,
          "a query of " + query.length + " bytes is longer than the " + maxQueryBytes
          + " that this server takes");
    }
    Engine computing = engines.of(bundle);
    CircuitExecutor executor = executor(bundle, computing);
    String engine = computing.name();
    Circuit circuit = bundle.circuit();
    Optional<Uid> key = !circuit.keyParts().isEmpty() ? Optional.of(requireKey(caller, bundle, uid))
        : Optional.empty();
    PackedInput input = PackedInputCodec.decode(ByteBuffer.wrap(query), circuit);
    Optional<AnswerBinding> binding = PackedInputCodec.binding(ByteBuffer.wrap(query));
    binding.ifPresent(bound -> requireModel(bundle, bound.model()));
    InferenceWatch watch = new InferenceWatch(listeners, new RuntimeEvent.Inference(bundle.name(),
        bundle.version(), ModelStrategy.of(bundle), engine, caller.principal().isPresent(), trace));
    Supplier<Computed> task = () -> compute(executor, engine, key, input, binding, cancellation, watch);
    var outcome = queues.of(key.isPresent()).submit(lane(bundle), caller.account(), cancellation, task);
    watch.started();
    return outcome.whenComplete((computed, failure) -> watch.finished(failure))
        .thenApply(computed -> response(engine, computed));
  }

  /** Versions take turns with each other as models do. */
  private static String lane(ServerBundle bundle) {
    return bundle.version() == 1 ? bundle.name() : bundle.versionedName();
  }

  private CircuitExecutor executor(ServerBundle bundle, Engine engine) {
    return executors.get(bundle, () -> executor(bundle.circuit(), engine));
  }

  /** An inference of a model by the code and the engine that serve it, with a key and a query of nobody. */
  Rehearsal rehearsal(ServerBundle bundle, Cancellation cancellation) {
    return new ModelRehearsal(bundle, engines.of(bundle), engine -> executor(bundle, engine), cancellation);
  }

  /** Loads so many stored keys before their first query. */
  KeyPreload preload(int most) {
    return new KeyPreload(store, known, loadedKeys, models, engines, most);
  }

  private CircuitExecutor executor(Circuit circuit, Engine engine) {
    return new CircuitExecutor(circuit, rows, CircuitExecutor.productsOf(engine), memory);
  }

  private ServerBundle resolve(Caller caller, Optional<String> model, Optional<Uid> uid) {
    if (model.isPresent()) {
      return models.require(model.get());
    }
    List<ServerBundle> candidates = List.copyOf(models.current());
    if (candidates.size() > 1 && uid.isPresent()) {
      long fingerprint = fingerprint(caller, uid.get());
      candidates = candidates.stream()
          .filter(b -> !b.circuit().keyParts().isEmpty())
          .filter(b -> b.circuit().parameters().fingerprint() == fingerprint)
          .toList();
    }
    if (candidates.size() != 1) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "the request must name its 'model', one of " + models.names());
    }
    return candidates.get(0);
  }

  /** A server that has no client half of the model cannot compare it; the client then compares the echo. */
  private void requireModel(ServerBundle bundle, Digest128 asked) {
    if (!bundle.clientFingerprint().orElse(asked).equals(asked)) {
      Optional<ServerBundle> meant = models.bundles().stream().filter(other -> other.name().equals(bundle.name())
          && other.clientFingerprint().equals(Optional.of(asked))).findFirst();
      if (meant.isPresent()) {
        throw new NightjarException(ErrorCode.MODEL_MISMATCH, "the query was made for version " + meant.get().version()
            + " of model '" + bundle.name() + "' and not for version " + bundle.version() + ": ask for '"
            + meant.get().versionedName() + "', or download the client.zip of this one");
      }
      throw new NightjarException(ErrorCode.MODEL_MISMATCH, "the query was made for another model than '"
          + bundle.name() + "' as it is served here now: download its client.zip again");
    }
  }

  private Uid requireKey(Caller caller, ServerBundle bundle, Optional<Uid> uid) {
    Uid key = uid.orElseThrow(() -> new NightjarException(ErrorCode.KEY_REQUIRED,
        "model '" + bundle.name() + "' needs an evaluation key: send one and name its 'uid'"));
    if (fingerprint(caller, key) != bundle.circuit().parameters().fingerprint()) {
      throw new NightjarException(ErrorCode.PARAMETER_MISMATCH, "the key is not for model '" + bundle.name()
          + "', which uses " + bundle.circuit().parameters().id()
          + ": make a key from the model's client.zip");
    }
    return key;
  }

  /** The parameter set of a committed key of the caller. */
  private long fingerprint(Caller caller, Uid uid) {
    KeyDescription found = guesses.find(caller, () -> known.require(uid, key -> access.admits(caller, key)));
    return found.fingerprint().orElseThrow(() -> new NightjarException(
        ErrorCode.INVALID_FORMAT, "the stored key is shorter than a header: delete it and send it again"));
  }

  private Computed compute(CircuitExecutor executor, String engine, Optional<Uid> uid, PackedInput input,
      Optional<AnswerBinding> binding, Cancellation cancellation, InferenceWatch watch) {
    watch.taken();
    long begun = System.nanoTime();
    try (LoadedKeyCache.Lease lease = uid.map(id -> loadedKeys.acquire(id, engine)).orElse(null)) {
      long keyNanos = System.nanoTime() - begun;
      watch.keyed();
      var run = executor.run(input, lease == null ? null : lease.key(), cancellation);
      LOG.debug("{}: {}", executor.circuit(), run.statistics());
      return new Computed(executor.encode(run, binding), keyNanos);
    }
  }

  private static EndpointResponse.Bytes response(String engine, WorkQueue.Outcome<Computed> outcome) {
    long keyNanos = outcome.value().keyNanos;
    return new EndpointResponse.Bytes(outcome.value().answer, Map.of(
        InferenceHeaders.ENGINE, engine,
        InferenceHeaders.COMPUTE_MILLIS, millis(outcome.runNanos() - keyNanos),
        InferenceHeaders.QUEUE_MILLIS, millis(outcome.queueNanos()),
        InferenceHeaders.KEY_MILLIS, millis(keyNanos)));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }
}
