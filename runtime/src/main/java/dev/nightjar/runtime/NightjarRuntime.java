package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.extensions.PluginStatus;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.RowWorkers;
import dev.nightjar.runtime.execution.WorkQueue;
import dev.nightjar.runtime.keys.KeyAccess;
import dev.nightjar.runtime.warmup.ModelWarmUp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Serves encrypted inference to its callers, with or without a network in between:
 *
 * <pre>{@code
 * try (NightjarRuntime nightjar = NightjarRuntime.builder().models(folder).build()) {
 *   Uid uid = nightjar.saveKey(evaluationKey);
 *   byte[] answer = nightjar.infer("spam-tree", uid, query).content();
 * }
 * }</pre>
 *
 * <p>Keys belong to who sends them ({@link KeyOwner}). Where several callers use one runtime, each request names its
 * {@link Caller}; the methods without one act for {@link Caller#ANONYMOUS}, whose keys serve anybody who names their
 * uid.
 *
 * <p>Thread-safe. It holds evaluation keys and models, never a secret key: it cannot read what it computes
 * on.
 */
public final class NightjarRuntime implements AutoCloseable {
  private final ServingEngines engines;
  private final KeyStore store;
  private final GuardedKeyStore keys;
  private final Uploads uploads;
  private final KeyAccess access;
  private final GuessLimit guesses;
  private final FrameHeaders headers;
  private final ModelRegistry models;
  private final Optional<ModelRepository> repository;
  private final PluginLoader plugins;
  private final InferenceQueues queues;
  private final RowWorkers rows;
  private final InferenceService inference;
  private final KeyUpkeep upkeep;
  private final RuntimeLimits limits;
  private final Listeners listeners;
  private final Duration drainTime;
  private final Requests requests;
  private final WarmStart warmStart;
  private volatile boolean ready;
  private boolean closed;

  NightjarRuntime(RuntimeBuilder builder, ModelMemory memory, ServingEngines engines, KeyStore store,
      ModelRegistry models, Optional<ModelRepository> repository, PluginLoader plugins) {
    this.engines = engines;
    this.store = store;
    this.models = models;
    this.repository = repository;
    this.plugins = plugins;
    this.limits = builder.limits();
    this.drainTime = builder.drainTime();
    int threads = engines.standard().info().threads();
    this.queues = new InferenceQueues(builder, threads);
    this.rows = new RowWorkers(threads);
    ServedKeys served = new ServedKeys(models);
    this.headers = new FrameHeaders(models, served);
    this.access = new KeyAccess(builder.keysForAnybody());
    this.uploads = new Uploads(store, limits.callers());
    this.guesses = new GuessLimit(limits.callers().unknownUids(), System::nanoTime);
    this.listeners = new Listeners(builder.listeners());
    this.inference = new InferenceService(models, served, store, access, guesses, builder.keyFreshness(), engines,
        builder.loadedKeyBytes(), queues, rows, memory.memory(), limits.queryBytes(), listeners);
    this.keys = new GuardedKeyStore(store, served, inference.knownKeys()::forget, builder.keyIdleTime(),
        InstantSource.system(), listeners);
    this.requests = new Requests(inference, listeners, limits.deadline());
    Context context = new Context();
    EndpointHandler uploads = new KeyUploadHandler();
    uploads.start(context);
    requests.add(uploads);
    plugins.start(context);
    listeners.add(plugins.listeners());
    plugins.endpointHandlers().forEach(requests::add);
    this.upkeep = new KeyUpkeep(keys, inference.knownKeys(), KeyUpkeep.PERIOD);
    Cancellation warmingStops = Cancellation.manual();
    ModelWarmUp warmUp = new ModelWarmUp(builder.warmUp().isZero() ? List.of()
        : models.bundles().stream().map(bundle -> inference.rehearsal(bundle, warmingStops)).toList(),
        builder.warmUp());
    this.warmStart = new WarmStart(warmUp, new PathWarmUp(warmUp, models, engines.standard(), limits),
        inference.preload(builder.preloadedKeys()), warmingStops);
    this.ready = true;
    warmStart.start();
    ModelChanges changes = new ModelChanges(models, inference, memory, engines, builder.warmUp(), warmingStops,
        listeners);
    models.afterChanges(changes::follow);
    inference.inUse().afterChanges(changes::follow);
    changes.tell();
    repository.ifPresent(r -> {
      r.rehearseBy(changes::rehearse);
      builder.watchInterval().ifPresent(r::watch);
    });
  }

  /** What to run, piece by piece. */
  public static RuntimeBuilder builder() {
    return new RuntimeBuilder();
  }

  /**
   * Runs a model that bootstraps; blocks until the answer is there.
   *
   * @param model its name, or {@code NAME:VERSION} for one version
   * @param uid of the client's committed key; models that need no key do not look at it
   * @param query an encoded {@link dev.nightjar.api.crypto.PackedInput}
   * @return the encoded answer, with the headers of {@link InferenceHeaders}
   * @throws NightjarException with the reason
   */
  public EndpointResponse.Bytes infer(String model, Uid uid, byte[] query) {
    return infer(Optional.of(model), Optional.of(uid), query);
  }

  /** Runs a model without bootstraps, which needs no key; {@code KEY_REQUIRED} for one with. */
  public EndpointResponse.Bytes infer(String model, byte[] query) {
    return infer(Optional.of(model), Optional.empty(), query);
  }

  private EndpointResponse.Bytes infer(Optional<String> model, Optional<Uid> uid, byte[] query) {
    return infer(Caller.ANONYMOUS, model, uid, query);
  }

  /**
   * Runs a model for a caller; blocks until the answer is there.
   *
   * @return see {@link #submit(Caller, Optional, Optional, byte[], Cancellation)}
   */
  public EndpointResponse.Bytes infer(Caller caller, Optional<String> model, Optional<Uid> uid, byte[] query) {
    return requests.infer(caller, model, uid, query, requests.deadline(), Trace.NONE).await();
  }

  /**
   * Refuses an inference before its query has been read, where it would have no place in its queue: a server that has
   * too much to do need not read and hold what it refuses. One that has a place now may have none later.
   *
   * @param model {@code NAME} or {@code NAME:VERSION}
   * @throws NightjarException {@code BUSY}, as {@link #submit(Caller, Optional, Optional, byte[], Cancellation)} would;
   *     {@code UNKNOWN_MODEL} when there is none
   */
  public void requirePlace(Caller caller, String model) {
    requests.requirePlace(caller, model);
  }

  /** Queues an inference of {@link Caller#ANONYMOUS} under the deadline of {@link RuntimeLimits#deadline()}. */
  public CompletableFuture<EndpointResponse.Bytes> submit(Optional<String> model, Optional<Uid> uid, byte[] query) {
    return submit(model, uid, query, requests.deadline());
  }

  /** Queues an inference of {@link Caller#ANONYMOUS}. */
  public CompletableFuture<EndpointResponse.Bytes> submit(Optional<String> model, Optional<Uid> uid, byte[] query,
      Cancellation cancellation) {
    return submit(Caller.ANONYMOUS, model, uid, query, cancellation);
  }

  /**
   * Queues an inference under the deadline of {@link RuntimeLimits#deadline()}.
   *
   * @return see {@link #submit(Caller, Optional, Optional, byte[], Cancellation)}
   */
  public CompletableFuture<EndpointResponse.Bytes> submit(Caller caller, Optional<String> model, Optional<Uid> uid,
      byte[] query) {
    return submit(caller, model, uid, query, requests.deadline());
  }

  /**
   * Queues an inference.
   *
   * @param caller who asks; a caller whose inferences wait is served in turn with the others
   * @param model its name; empty when there is one model, or one for the parameter set of the key
   * @param uid of the caller's committed key; empty for models that need none
   * @param query an encoded packed input
   * @param cancellation stops it between layers, and ends the wait for it at its deadline
   * @return the answer, or a {@link NightjarException}. It completes on a thread that others need, so that
   *     something that may block, such as writing to a client, is attached to it on an executor of its own. Requests
   *     that are wrong fail at once
   */
  public CompletableFuture<EndpointResponse.Bytes> submit(Caller caller, Optional<String> model, Optional<Uid> uid,
      byte[] query, Cancellation cancellation) {
    return submit(caller, model, uid, query, cancellation, Trace.NONE);
  }

  /**
   * The same of a request over HTTP.
   *
   * @param trace told to listeners
   */
  public CompletableFuture<EndpointResponse.Bytes> submit(Caller caller, Optional<String> model, Optional<Uid> uid,
      byte[] query, Cancellation cancellation, Trace trace) {
    return requests.infer(caller, model, uid, query, cancellation, trace).future();
  }

  /** Stores an evaluation key that serves anybody who names its uid; see {@link #saveKey(Caller, byte[])}. */
  public Uid saveKey(byte[] encoded) {
    return saveKey(Caller.ANONYMOUS, encoded);
  }

  /**
   * Stores a client's evaluation key, so that its inferences can name it. In parts, as keys arrive over a network, it
   * is stored through {@link #keys(Caller)}.
   *
   * @param caller whose key it is
   * @param encoded a whole encoded {@link dev.nightjar.api.crypto.EvaluationKey}
   * @return its uid
   * @throws NightjarException with the reason when the key is damaged, or of use to no served model, or finds no room;
   *     nothing of it is kept then
   */
  public Uid saveKey(Caller caller, byte[] encoded) {
    return requests.onKeys(() -> callerKeys(caller).save(ByteBuffer.wrap(encoded)));
  }

  /** Answers a request by its method; blocks until the answer is there. */
  public EndpointResponse handle(EndpointRequest request) {
    return requests.answer(request, requests.deadline(), Trace.NONE).await();
  }

  /**
   * Answers a request by its method under the deadline of {@link RuntimeLimits#deadline()}.
   *
   * @return see {@link #submit(EndpointRequest, Cancellation)}
   */
  public CompletableFuture<EndpointResponse> submit(EndpointRequest request) {
    return submit(request, requests.deadline());
  }

  /**
   * Answers a request by its method: {@code save_key}, {@code append_key}, {@code inference}, or one of a
   * plugin. An inference is queued, a plugin's method runs on a thread of its own; the others run on the calling one.
   *
   * @return see {@link #submit(Caller, Optional, Optional, byte[], Cancellation)}
   */
  public CompletableFuture<EndpointResponse> submit(EndpointRequest request, Cancellation cancellation) {
    return submit(request, cancellation, Trace.NONE);
  }

  /**
   * The same of a request over HTTP.
   *
   * @param trace told to listeners, where it is an inference
   */
  public CompletableFuture<EndpointResponse> submit(EndpointRequest request, Cancellation cancellation, Trace trace) {
    return requests.answer(request, cancellation, trace).future();
  }

  /** All methods that are answered, sorted. */
  public Set<String> methods() {
    return requests.methods();
  }

  /** The models that are served, by name, each in the version that those get who name none. */
  public List<ModelCard> models() {
    return models.current().stream().map(this::card).toList();
  }

  /**
   * One model.
   *
   * @param name {@code NAME}, or {@code NAME:VERSION} for one version
   * @throws NightjarException {@code INVALID_NAME} or {@code UNKNOWN_MODEL} when there is none
   */
  public ModelCard model(String name) {
    return card(models.require(name));
  }

  private ModelCard card(ServerBundle bundle) {
    return ModelCard.of(bundle, models.versionsOf(bundle.name()), engines.info(bundle));
  }

  /** The client's half of a model: {@code UNKNOWN_MODEL} when there is none here. */
  public byte[] clientZip(String name) {
    byte[] zip = models.require(name).clientZip();
    if (zip.length == 0) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL, "model '" + name + "' has no client.zip here");
    }
    return zip;
  }

  /** The folder of {@link RuntimeBuilder#models(java.nio.file.Path)}, to load and unload its models while it runs. */
  public Optional<ModelRepository> repository() {
    return repository;
  }

  /** The models, to add or remove some while it runs. */
  public ModelRegistry registry() {
    return models;
  }

  /**
   * The key store as the host sees it, with the keys of all owners and without quotas; guarded: {@code begin} refuses
   * lengths that no served model's keys have, the first part comes first and is checked by its header, {@code commit}
   * checks the whole key, {@code delete} also forgets the loaded key. Its {@code close} does nothing.
   */
  public KeyStore keys() {
    return new ToldKeys(keys, listeners);
  }

  /**
   * The key store as a caller sees it, guarded in the same way: keys that are begun are the caller's, keys of others
   * are not there, and the {@link CallerLimits} are kept.
   */
  public KeyStore keys(Caller caller) {
    return new ToldKeys(callerKeys(caller), listeners);
  }

  private CallerKeys callerKeys(Caller caller) {
    return new CallerKeys(keys, uploads, access, guesses, caller);
  }

  /** Judges keys and queries by their first bytes. */
  public FrameHeaders frameHeaders() {
    return headers;
  }

  /**
   * What the server's engine runs with. Its notes also say how {@code auto} came to it, and which models are
   * computed by an engine of their own.
   */
  public EngineInfo engine() {
    return engines.info(models.bundles());
  }

  /** What each engine that was started runs with: the server's first, then those that models name for themselves. */
  public List<EngineInfo> engines() {
    return engines.started();
  }

  /**
   * Tells the listeners of a request that the host's HTTP adapter has answered; what they throw is contained. The
   * endpoint of {@code handler-servlet} does so for each of its requests.
   */
  public void answered(RequestAnswered event) {
    listeners.tell(RuntimeListener::requestAnswered, () -> event);
  }

  /** What became of every plugin. */
  public List<PluginStatus> plugins() {
    return plugins.statuses();
  }

  /** The limits for callers. */
  public RuntimeLimits limits() {
    return limits;
  }

  /** Inferences that wait and run now. */
  public WorkQueue.Load load() {
    return queues.load();
  }

  /** Memory of the keys that are loaded into the engine, in bytes. */
  public long loadedKeyBytes() {
    return inference.loadedKeys().usedBytes();
  }

  /** How many keys are loaded into engines; a key counts once for each engine. */
  public int loadedKeys() {
    return inference.loadedKeys().size();
  }

  /** Whether new requests are welcome: false once {@link #drain} or {@link #close} was called. */
  public boolean ready() {
    return ready;
  }

  /**
   * Whether the models that were there at the start have been warmed up, so that the next query of each is about as
   * fast as all after it, {@linkplain RuntimeBuilder#preloadKeys stored keys} are loaded, and the host's way to them
   * has been {@linkplain #rehearse rehearsed}; true at once where nobody asks for any of it. Queries are answered
   * before, too.
   */
  public boolean warm() {
    return warmStart.done();
  }

  /**
   * Waits until it is {@link #warm}.
   *
   * @return false when it is not in this time
   */
  public boolean awaitWarm(Duration longest) throws InterruptedException {
    return warmStart.await(longest);
  }

  /**
   * Runs a host's way from a request to an answer, in the background, once the models are warm: until it has ended
   * this runtime is not {@link #warm}. It takes seconds of processor time and is to end after twelve. When it fails,
   * that is logged and told by {@link #rehearsal}, and the runtime is warm all the same. Call it once at most, before
   * the host says that it is ready.
   *
   * @throws IllegalStateException when it was called before
   */
  public void rehearse(PathRehearsal path) {
    warmStart.rehearse(Objects.requireNonNull(path, "path"));
  }

  /** How far {@link #rehearse} is. */
  public PathRehearsal.Status rehearsal() {
    return warmStart.rehearsal();
  }

  /** Says that it is not ready any more, so that others stop sending; still answers what comes. */
  public void drain() {
    ready = false;
  }

  /**
   * Takes no more requests, waits for those that are there (the builder's drain time at most), then closes
   * loaded keys, engines, key store and plugins. Idempotent.
   */
  @Override
  public void close() {
    close(drainTime);
  }

  /** The same with another bound on the wait for requests, such as what is left of a host's own. */
  public void close(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    drain();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    repository.ifPresent(ModelRepository::close);
    warmStart.cancel();
    requests.drain(patience);
    queues.close(until);
    warmStart.close(Duration.ofNanos(until - System.nanoTime()));
    requests.close();
    rows.close();
    upkeep.close();
    inference.loadedKeys().close();
    engines.close();
    store.close();
    plugins.close();
  }

  /** Takes no more requests, and ends those that are there without waiting for them; {@link #close} still waits. */
  void abandon() {
    drain();
    queues.abandon();
  }

  /** What handlers see. A handler that has begun may still infer while the runtime drains. */
  private final class Context implements EndpointContext {
    @Override
    public Set<String> models() {
      return models.names();
    }

    @Override
    public KeyStore keys(Caller caller) {
      return callerKeys(caller);
    }

    @Override
    public EndpointResponse.Bytes infer(Caller caller, Optional<String> model, Optional<Uid> uid, byte[] query) {
      return requests.inferForHandler(caller, model, uid, query);
    }
  }
}
