package dev.nightjar.runtime;

/** The headers that the answer of an inference has: {@link dev.nightjar.api.endpoint.EndpointResponse.Bytes}. */
public final class InferenceHeaders {
  /** The name of the engine that computed it. */
  public static final String ENGINE = "engine";

  /** Milliseconds of computation, decimal. */
  public static final String COMPUTE_MILLIS = "compute-millis";

  /** Milliseconds that it waited for a worker, decimal. */
  public static final String QUEUE_MILLIS = "queue-millis";

  /** Milliseconds until the key was in the engine's form, decimal; about 0 when it already was. */
  public static final String KEY_MILLIS = "key-millis";

  private InferenceHeaders() {
  }
}
