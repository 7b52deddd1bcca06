package dev.nightjar.metrics;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceStarted;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.endpoint.Trace;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Makes spans of what happens in a runtime, in the traces of its clients: given to its builder as a listener. With
 * Micrometer's bridges they are spans of OpenTelemetry or of Brave. Thread-safe.
 *
 * <p>Each inference is a span {@code inference MODEL}, from when it was taken until it has ended. Its parent is the
 * span that the host has made of the request, where there is one on the thread that asks; otherwise the client's, which
 * its header {@code traceparent} names; without either it begins a trace. A request over HTTP that is refused is a span
 * of kind {@code SERVER} with the method and the route as its name. A failure and a refusal are errors, with their
 * stable code as what the status says. Attributes are in {@code docs/serving.md}; none says who asked.
 */
public final class NightjarTracing implements RuntimeListener {
  private final Tracer tracer;
  private final boolean refusals;

  /** Spans of inferences that have not ended: each ends once. Two that are equal are not the same. */
  private final Map<Inference, Span> open = Collections.synchronizedMap(new IdentityHashMap<>());

  /** Spans by a tracer, which stays the host's. */
  public NightjarTracing(Tracer tracer) {
    this(tracer, true);
  }

  private NightjarTracing(Tracer tracer, boolean refusals) {
    this.tracer = Objects.requireNonNull(tracer, "tracer");
    this.refusals = refusals;
  }

  /** Spans of inferences alone, for a host that makes one of each request over HTTP itself. */
  public static NightjarTracing ofInferences(Tracer tracer) {
    return new NightjarTracing(tracer, false);
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public void inferenceStarted(InferenceStarted event) {
    Inference what = event.inference();
    Span.Builder span = builder(what.trace(), tracer.currentSpan()).name("inference " + what.model())
        .tag("nightjar.model", what.model())
        .tag("nightjar.model.version", what.version())
        .tag("nightjar.strategy", what.strategy())
        .tag("nightjar.engine", what.engine());
    open.put(what, span.start());
  }

  @Override
  public void inferenceFinished(InferenceFinished event) {
    Span span = open.remove(event.inference());
    if (span == null) {
      return; // it was started before this listener was there
    }
    span.tag("nightjar.queue.micros", event.queueNanos() / 1000);
    span.tag("nightjar.key.micros", event.keyNanos() / 1000);
    span.tag("nightjar.compute.micros", event.computeNanos() / 1000);
    event.failure().map(ErrorCode::slug).ifPresent(code -> fail(span, code));
    span.end();
  }

  /** Only now is it known that there is something to tell, so the span is made of the past. */
  @Override
  public void requestAnswered(RequestAnswered event) {
    if (!refusals || event.refusal().isEmpty()) {
      return;
    }
    long end = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    Span span = builder(event.trace(), null).kind(Span.Kind.SERVER)
        .name(event.method() + ' ' + event.route())
        .startTimestamp(end - event.nanos(), TimeUnit.NANOSECONDS)
        .tag("http.request.method", event.method())
        .tag("http.route", event.route())
        .tag("http.response.status_code", event.status())
        .start();
    fail(span, event.refusal().get());
    span.end(end, TimeUnit.NANOSECONDS);
  }

  /** A span in the trace that its request is part of. */
  private Span.Builder builder(Trace trace, Span ofHost) {
    Span.Builder span = tracer.spanBuilder();
    if (ofHost != null) {
      span.setParent(ofHost.context());
    } else if (trace.traceparent().isPresent()) {
      span.setParent(parent(trace.traceparent().get()));
    } else {
      span.setNoParent();
    }
    trace.requestId().ifPresent(id -> span.tag("nightjar.request.id", id));
    return span;
  }

  /** Of a header that {@link Trace} has found to be well-formed: version, trace, span and flags. */
  private TraceContext parent(String traceparent) {
    String[] fields = traceparent.split("-");
    boolean sampled = (Integer.parseInt(fields[3], 16) & 1) == 1;
    return tracer.traceContextBuilder().traceId(fields[1]).spanId(fields[2]).sampled(sampled).build();
  }

  private static void fail(Span span, String code) {
    span.tag("error.type", code);
    span.error(new Refused(code));
  }

  /** What tracers take for an error; where it was made says nothing. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String code) {
      super(code, null, false, false);
    }
  }
}
