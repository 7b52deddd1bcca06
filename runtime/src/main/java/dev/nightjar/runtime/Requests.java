package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.endpoint.RuntimeEvent.Place;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.execution.Cancellation;
import dev.nightjar.runtime.execution.DeadlineTimer;
import dev.nightjar.runtime.execution.InFlight;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The requests of a runtime: which method answers each, under which deadline, who is told of a refusal, and which of
 * them a stop waits for. Thread-safe once the handlers are there.
 */
final class Requests {
  /** The built-in method that runs a model. */
  static final String INFERENCE = "inference";

  /** The methods that no plugin can answer. */
  static final Set<String> BUILT_IN = Set.of(KeyUploadHandler.SAVE_KEY, KeyUploadHandler.APPEND_KEY, INFERENCE);

  private final InferenceService inference;
  private final Listeners listeners;
  private final Duration deadline;
  private final Map<String, EndpointHandler> handlers = new HashMap<>();
  private final InFlight inFlight = new InFlight();
  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final HandlerPool pool = new HandlerPool(deadlines);

  /**
   * Without any handler.
   *
   * @param deadline of a request that brings none
   */
  Requests(InferenceService inference, Listeners listeners, Duration deadline) {
    this.inference = inference;
    this.listeners = listeners;
    this.deadline = deadline;
  }

  /** Has a handler answer its methods. */
  void add(EndpointHandler handler) {
    handler.methods().forEach(method -> handlers.put(method, handler));
  }

  /** All methods that are answered, sorted. */
  Set<String> methods() {
    Set<String> names = new TreeSet<>(handlers.keySet());
    names.add(INFERENCE);
    return names;
  }

  /** The deadline of a request that begins now and brings none. */
  Cancellation deadline() {
    return Cancellation.after(deadline);
  }

  /** Refuses an inference that would have no place, before its query has been read. */
  void requirePlace(Caller caller, String model) {
    listeners.telling(Place.INFERENCE, () -> {
      inference.requirePlace(caller, model);
      return null;
    });
  }

  /** Queues an inference. */
  PendingAnswer<EndpointResponse.Bytes> infer(Caller caller, Optional<String> model, Optional<Uid> uid, byte[] query,
      Cancellation cancellation, Trace trace) {
    return PendingAnswer.of(deadlines, () -> listeners.telling(Place.INFERENCE, () -> entered(() ->
        inference.submit(caller, model, uid, query, cancellation, trace))), cancellation);
  }

  /** The same for a handler that has begun, also while the runtime drains; nobody is told of a refusal. */
  EndpointResponse.Bytes inferForHandler(Caller caller, Optional<String> model, Optional<Uid> uid, byte[] query) {
    Cancellation cancellation = deadline();
    return PendingAnswer.of(deadlines, () -> inference.submit(caller, model, uid, query, cancellation, Trace.NONE),
        cancellation).await();
  }

  /** Does something with keys, on this thread. */
  <T> T onKeys(Supplier<T> action) {
    return PendingAnswer.of(deadlines, () -> listeners.telling(Place.KEYS, () -> entered(() ->
        CompletableFuture.completedFuture(action.get()))), Cancellation.manual()).await();
  }

  /** Answers a request by its method. */
  PendingAnswer<EndpointResponse> answer(EndpointRequest request, Cancellation cancellation, Trace trace) {
    EndpointHandler handler = handlers.get(request.method());
    if (handler != null && !(handler instanceof KeyUploadHandler)) {
      return PendingAnswer.of(deadlines,
          () -> listeners.telling(Place.METHOD, () -> pooled(handler, request, cancellation))
          .whenComplete((answer, failure) -> listeners.tellFailure(Place.METHOD, failure)), Cancellation.manual());
    }
    Place place = request.method().equals(INFERENCE) ? Place.INFERENCE : Place.METHOD;
    return PendingAnswer.of(deadlines, () -> listeners.telling(place, () -> entered(() -> {
      if (place == Place.INFERENCE) {
        Optional<Uid> uid = Optional.ofNullable(request.fields().get("uid")).map(Uid::parse);
        return inference.submit(request.caller(), request.model(), uid, request.content("encrypted_inputs"),
            cancellation, trace);
      }
      if (handler == null) {
        throw new NightjarException(ErrorCode.UNKNOWN_METHOD,
            "there is no method of this name; there are " + methods());
      }
      EndpointResponse response = handler.handle(request);
      return CompletableFuture.completedFuture(Objects.requireNonNull(response, "response"));
    })), cancellation);
  }

  /** Runs a method of a plugin; closing waits for it. */
  private CompletableFuture<EndpointResponse> pooled(EndpointHandler handler, EndpointRequest request,
      Cancellation cancellation) {
    InFlight.Call call = inFlight.enter();
    try {
      inFlight.requireOpen();
      return pool.submit(request.method(), () -> Objects.requireNonNull(handler.handle(request), "response"),
          cancellation).whenComplete((answer, failure) -> call.close());
    } catch (RuntimeException | Error e) {
      call.close();
      throw e;
    }
  }

  /** Runs a part of a request that closing waits for; what it has queued by then, closing the queue waits for. */
  private <T> T entered(Supplier<T> part) {
    try (InFlight.Call call = inFlight.enter()) {
      inFlight.requireOpen();
      return part.get();
    }
  }

  /** Takes no more requests, and waits for those that are there, or for this time. */
  void drain(Duration patience) {
    inFlight.drain();
    try {
      inFlight.awaitNone(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts methods that still run, and ends waits at their deadlines no more. */
  void close() {
    pool.close();
    deadlines.close();
  }
}
