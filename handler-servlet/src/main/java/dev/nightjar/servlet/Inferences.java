package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.Cancellation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Starts work in the runtime and ends it at the deadline, also when the work itself does not look at the
 * clock.
 */
final class Inferences {
  private static final Map<String, String> HEADERS = Map.of(
      NightjarRuntime.ENGINE_HEADER, "Nightjar-Engine",
      NightjarRuntime.COMPUTE_HEADER, "Nightjar-Compute-Millis",
      NightjarRuntime.QUEUE_HEADER, "Nightjar-Queue-Millis",
      NightjarRuntime.KEY_HEADER, "Nightjar-Key-Millis");

  private final NightjarRuntime runtime;

  Inferences(NightjarRuntime runtime) {
    this.runtime = runtime;
  }

  /** Starts work; what it returns fails with {@code CANCELLED} at the deadline. */
  <T> CompletableFuture<T> start(Function<Cancellation, CompletableFuture<T>> work) {
    long millis = runtime.limits().deadline().toMillis();
    Cancellation cancellation = Cancellation.after(runtime.limits().deadline());
    return work.apply(cancellation).copy().orTimeout(millis, TimeUnit.MILLISECONDS).exceptionally(e -> {
      if (e instanceof TimeoutException) {
        cancellation.cancel();
        throw new NightjarException(ErrorCode.CANCELLED, "the request ran past its deadline of " + millis
            + " ms; try again when there is less load");
      }
      throw e instanceof CompletionException c ? c : new CompletionException(e);
    });
  }

  /** The HTTP headers of an answer. */
  static Map<String, String> headers(EndpointResponse.Bytes answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    HEADERS.forEach((fact, header) -> {
      if (answer.headers().containsKey(fact)) {
        headers.put(header, answer.headers().get(fact));
      }
    });
    return headers;
  }
}
