package dev.nightjar.api.endpoint;

import dev.nightjar.api.ErrorCode;
import java.util.Objects;
import java.util.Optional;

/** What a {@link RuntimeListener} is told. Times are in nanoseconds, lengths in bytes. Immutable. */
public sealed interface RuntimeEvent {
  /**
   * A version of a model is served, or served anew.
   *
   * @param model its name
   * @param version its number
   * @param strategy how it runs, a name of {@link dev.nightjar.api.model.Strategy} or of a plugin's own
   * @param engine name of the engine that computes it
   */
  record ModelServed(String model, int version, String strategy, String engine) implements RuntimeEvent {
    public ModelServed {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(strategy, "strategy");
      Objects.requireNonNull(engine, "engine");
    }
  }

  /**
   * A version of a model is not served any more, and its last inference has ended.
   *
   * @param model its name
   * @param version its number
   */
  record ModelRemoved(String model, int version) implements RuntimeEvent {
    public ModelRemoved {
      Objects.requireNonNull(model, "model");
    }
  }

  /**
   * What is computed, for whom and by what.
   *
   * @param model its name
   * @param version number of its version
   * @param strategy how it runs, a name of {@link dev.nightjar.api.model.Strategy} or of a plugin's own
   * @param engine name of the engine
   * @param principalKnown whether the host knew who asked
   * @param trace what the request is known by elsewhere
   */
  record Inference(String model, int version, String strategy, String engine, boolean principalKnown, Trace trace) {
    public Inference {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(strategy, "strategy");
      Objects.requireNonNull(engine, "engine");
      Objects.requireNonNull(trace, "trace");
    }

    /** One that did not come over HTTP. */
    public Inference(String model, int version, String strategy, String engine, boolean principalKnown) {
      this(model, version, strategy, engine, principalKnown, Trace.NONE);
    }
  }

  /** An inference has been taken. */
  record InferenceStarted(Inference inference) implements RuntimeEvent {
    public InferenceStarted {
      Objects.requireNonNull(inference, "inference");
    }
  }

  /**
   * An inference has ended.
   *
   * @param inference the one that was started: the same object that {@link InferenceStarted} had
   * @param queueNanos from its start until a worker took it, or until it ended where none did
   * @param keyNanos from then until its key was there in the engine's form
   * @param computeNanos the rest of the worker's time
   * @param failure why there is no answer; empty when there is one
   */
  record InferenceFinished(Inference inference, long queueNanos, long keyNanos, long computeNanos,
      Optional<ErrorCode> failure) implements RuntimeEvent {
    public InferenceFinished {
      Objects.requireNonNull(inference, "inference");
      Objects.requireNonNull(failure, "failure");
      if (queueNanos < 0 || keyNanos < 0 || computeNanos < 0) {
        throw new IllegalArgumentException("times are not negative: " + queueNanos + ", " + keyNanos + ", "
            + computeNanos);
      }
    }
  }

  /** Where a request was refused. */
  enum Place {
    /** An inference, before it was started. */
    INFERENCE,
    /** A use of the key store. */
    KEYS,
    /** A method of an endpoint handler. */
    METHOD
  }

  /** A request was refused, for a reason, at a place. */
  record RequestRefused(ErrorCode code, Place place) implements RuntimeEvent {
    public RequestRefused {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(place, "place");
    }
  }

  /**
   * A request over HTTP has been answered, refusals included.
   *
   * @param method of HTTP, in capitals; {@code OTHER} for one that is not known
   * @param route pattern of the path, as {@code /v1/models/{m}/infer}; {@code -} where there is none
   * @param status of HTTP
   * @param refusal stable code of the problem document, {@link ErrorCode#slug()} or one of HTTP alone; empty for an
   *     answer that is no refusal
   * @param nanos from when its head had been read until its answer was sent
   * @param trace what it is known by elsewhere
   */
  record RequestAnswered(String method, String route, int status, Optional<String> refusal, long nanos, Trace trace)
      implements RuntimeEvent {
    public RequestAnswered {
      Objects.requireNonNull(trace, "trace");
      Objects.requireNonNull(method, "method");
      Objects.requireNonNull(route, "route");
      Objects.requireNonNull(refusal, "refusal");
      if (status < 100 || status > 599) {
        throw new IllegalArgumentException("no status of HTTP: " + status);
      }
      if (nanos < 0) {
        throw new IllegalArgumentException("times are not negative: " + nanos);
      }
    }
  }

  /**
   * An upload was announced.
   *
   * @param bytes announced length of the key
   * @param principalKnown whether the host knew who announced it
   */
  record UploadBegun(long bytes, boolean principalKnown) implements RuntimeEvent {
  }

  /**
   * A key was stored.
   *
   * @param bytes its length
   * @param parameterSet id of the parameter set that it is of
   * @param principalKnown whether it belongs to somebody whom the host knows
   */
  record KeyStored(long bytes, String parameterSet, boolean principalKnown) implements RuntimeEvent {
    public KeyStored {
      Objects.requireNonNull(parameterSet, "parameterSet");
    }
  }

  /**
   * A stored key was deleted.
   *
   * @param bytes its length
   * @param idle whether it was deleted because nobody had used it for long, and not on request
   */
  record KeyDeleted(long bytes, boolean idle) implements RuntimeEvent {
  }
}
