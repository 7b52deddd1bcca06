package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.KeyStore;
import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.extensions.PluginStatus;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.RowWorkers;
import dev.nightjar.runtime.execution.WorkQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves encrypted inference to whoever calls it, with or without a network in between:
 *
 * <pre>{@code
 * try (NightjarRuntime nightjar = NightjarRuntime.builder().models(folder).build()) {
 *   byte[] answer = nightjar.infer("spam-tree", uid, query).content();
 * }
 * }</pre>
 *
 * <p>Thread-safe. It holds evaluation keys and models, never a secret key: it cannot read what it computes
 * on.
 */
public final class NightjarRuntime implements AutoCloseable {
  /** Header of an answer: the name of the engine that computed it. */
  public static final String ENGINE_HEADER = "engine";

  /** Header of an answer: milliseconds of computation, decimal. */
  public static final String COMPUTE_HEADER = "compute-millis";

  /** Header of an answer: milliseconds that it waited for a worker, decimal. */
  public static final String QUEUE_HEADER = "queue-millis";

  /**
   * Header of an answer: milliseconds until the key was in the engine's form, decimal; about 0 when it
   * already was.
   */
  public static final String KEY_HEADER = "key-millis";

  /** The built-in method that runs a model. */
  static final String INFERENCE = "inference";

  /** The methods that no plugin can answer. */
  static final Set<String> BUILT_IN =
      Set.of(KeyUploadHandler.SAVE_KEY, KeyUploadHandler.APPEND_KEY, INFERENCE);

  private static final Logger LOG = LoggerFactory.getLogger(NightjarRuntime.class);

  private final ServingEngines engines;
  private final KeyStore store;
  private final GuardedKeyStore keys;
  private final ModelRegistry models;
  private final PluginLoader plugins;
  private final WorkQueue queue;
  private final RowWorkers rows;
  private final InferenceService inference;
  private final RuntimeLimits limits;
  private final Duration drainTime;
  private final Map<String, EndpointHandler> handlers = new HashMap<>();
  private final InFlight inFlight = new InFlight();
  private volatile boolean ready;
  private boolean closed;

  NightjarRuntime(RuntimeBuilder builder, ServingEngines engines, KeyStore store, ModelRegistry models,
      PluginLoader plugins) {
    this.engines = engines;
    this.store = store;
    this.models = models;
    this.plugins = plugins;
    this.limits = builder.limits();
    this.drainTime = builder.drainTime();
    this.queue = new WorkQueue(builder.workers(), builder.queueCapacity());
    this.rows = new RowWorkers(engines.standard().info().threads());
    ServedKeys served = new ServedKeys(models);
    this.inference = new InferenceService(models, served, store, engines, builder.loadedKeyBytes(), queue,
        rows, limits.queryBytes());
    this.keys = new GuardedKeyStore(store, served, inference.loadedKeys()::invalidate);
    Context context = new Context();
    EndpointHandler uploads = new KeyUploadHandler();
    uploads.start(context);
    uploads.methods().forEach(method -> handlers.put(method, uploads));
    plugins.start(context);
    plugins.endpointHandlers().forEach(h -> h.methods().forEach(method -> handlers.put(method, h)));
    this.ready = true;
  }

  /** What to run, piece by piece. */
  public static RuntimeBuilder builder() {
    return new RuntimeBuilder();
  }

  /**
   * Runs a model that bootstraps; blocks until the answer is there.
   *
   * @param model its name
   * @param uid of the client's committed key; models that need no key do not look at it
   * @param query an encoded {@link dev.nightjar.api.crypto.PackedInput}
   * @return the encoded answer, and as headers {@value #ENGINE_HEADER}, {@value #COMPUTE_HEADER},
   *     {@value #QUEUE_HEADER} and {@value #KEY_HEADER}
   * @throws NightjarException with the reason
   */
  public EndpointResponse.Bytes infer(String model, long uid, byte[] query) {
    return infer(Optional.of(model), Optional.of(uid), query);
  }

  /** Runs a model without bootstraps, which needs no key; {@code KEY_REQUIRED} for one with. */
  public EndpointResponse.Bytes infer(String model, byte[] query) {
    return infer(Optional.of(model), Optional.empty(), query);
  }

  private EndpointResponse.Bytes infer(Optional<String> model, Optional<Long> uid, byte[] query) {
    Cancellation cancellation = Cancellation.after(limits.deadline());
    return await(submit(model, uid, query, cancellation), cancellation);
  }

  /**
   * Queues an inference.
   *
   * @param model its name; empty when there is one model, or one for the parameter set of the key
   * @param uid of the client's committed key; empty for models that need none
   * @param query an encoded packed input
   * @param cancellation stops it between layers; see {@link RuntimeLimits#deadline()}
   * @return the answer, or a {@link NightjarException}; completes on a worker thread, so whoever attaches
   *     something that may block, such as writing to a client, does so on another executor. Requests that are
   *     wrong fail at once
   */
  public CompletableFuture<EndpointResponse.Bytes> submit(Optional<String> model, Optional<Long> uid,
      byte[] query, Cancellation cancellation) {
    try (InFlight.Call call = inFlight.enter()) {
      return reported(inference.submit(model, uid, query, cancellation));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(report(e));
    }
  }

  /** Answers a request by its method; blocks until the answer is there. */
  public EndpointResponse handle(EndpointRequest request) {
    Cancellation cancellation = Cancellation.after(limits.deadline());
    return await(submit(request, cancellation), cancellation);
  }

  /**
   * Answers a request by its method: {@code save_key}, {@code append_key}, {@code inference}, or one of a
   * plugin. An inference is queued; the others run on the calling thread.
   *
   * @return see {@link #submit(Optional, Optional, byte[], Cancellation)}
   */
  public CompletableFuture<EndpointResponse> submit(EndpointRequest request, Cancellation cancellation) {
    try (InFlight.Call call = inFlight.enter()) {
      if (request.method().equals(INFERENCE)) {
        Optional<Long> uid = Optional.ofNullable(request.fields().get("uid")).map(Uids::parse);
        return reported(
            inference.submit(request.model(), uid, request.content("encrypted_inputs"), cancellation));
      }
      EndpointHandler handler = handlers.get(request.method());
      if (handler == null) {
        throw new NightjarException(ErrorCode.UNKNOWN_METHOD,
            "there is no method of this name; there are " + methods());
      }
      EndpointResponse response = handler.handle(request);
      return CompletableFuture.completedFuture(Objects.requireNonNull(response, "response"));
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedFuture(report(e));
    }
  }

  /** The same answer, whose failures are all {@link NightjarException}s. */
  private static <R, T extends R> CompletableFuture<R> reported(CompletableFuture<T> answer) {
    return answer.handle((value, thrown) -> {
      if (thrown == null) {
        return value;
      }
      throw new CompletionException(report(thrown instanceof CompletionException ? thrown.getCause() : thrown));
    });
  }

  /** A defect is logged here and told to the caller without its message, which may hold anything. */
  private static NightjarException report(Throwable thrown) {
    if (thrown instanceof NightjarException e) {
      return e;
    }
    LOG.error("a request failed", thrown);
    return new NightjarException(ErrorCode.INTERNAL,
        "the request failed for a reason that lies in the server", thrown);
  }

  private <T> T await(CompletableFuture<T> answer, Cancellation cancellation) {
    try {
      return answer.get(limits.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw report(e.getCause());
    } catch (TimeoutException e) {
      cancellation.cancel();
      throw new NightjarException(ErrorCode.CANCELLED,
          "the request ran past its deadline of " + limits.deadline().toSeconds() + " s", e);
    } catch (InterruptedException e) {
      cancellation.cancel();
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "the waiting thread was interrupted", e);
    }
  }

  /** All methods that are answered, sorted. */
  public Set<String> methods() {
    Set<String> names = new TreeSet<>(handlers.keySet());
    names.add(INFERENCE);
    return names;
  }

  /** The models that are served, by name. */
  public List<ModelCard> models() {
    return models.bundles().stream().map(this::card).toList();
  }

  /** One model: {@code INVALID_NAME} or {@code UNKNOWN_MODEL} when there is none. */
  public ModelCard model(String name) {
    return card(models.require(name));
  }

  private ModelCard card(ServerBundle bundle) {
    return ModelCard.of(bundle, engines.info(bundle));
  }

  /** The client's half of a model: {@code UNKNOWN_MODEL} when there is none here. */
  public byte[] clientZip(String name) {
    byte[] zip = models.require(name).clientZip();
    if (zip.length == 0) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL, "model '" + name + "' has no client.zip here");
    }
    return zip;
  }

  /** The models, to add or remove some while it runs. */
  public ModelRegistry registry() {
    return models;
  }

  /**
   * The key store, guarded: {@code begin} refuses lengths that no served model's keys have, the first part is
   * checked by its header, {@code commit} checks the whole key, {@code delete} also forgets the loaded key.
   * Its {@code close} does nothing.
   */
  public KeyStore keys() {
    return keys;
  }

  /**
   * What the server's engine runs with. Its notes also say how {@code auto} came to it, and which models are
   * computed by an engine of their own.
   */
  public EngineInfo engine() {
    return engines.info(models.bundles());
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
    return queue.load();
  }

  /** Memory of the keys that are loaded into the engine, in bytes. */
  public long loadedKeyBytes() {
    return inference.loadedKeys().usedBytes();
  }

  /** Whether new requests are welcome: false once {@link #drain} or {@link #close} was called. */
  public boolean ready() {
    return ready;
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
    drain();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    inFlight.close(drainTime);
    queue.close(drainTime);
    rows.close();
    inference.loadedKeys().close();
    engines.close();
    store.close();
    plugins.close();
  }

  /** What handlers see. A handler that was let in may still infer while the doors close. */
  private final class Context implements EndpointContext {
    @Override
    public Set<String> models() {
      return models.names();
    }

    @Override
    public KeyStore keys() {
      return keys;
    }

    @Override
    public EndpointResponse.Bytes infer(Optional<String> model, Optional<Long> uid, byte[] query) {
      Cancellation cancellation = Cancellation.after(limits.deadline());
      return await(inference.submit(model, uid, query, cancellation), cancellation);
    }
  }
}
