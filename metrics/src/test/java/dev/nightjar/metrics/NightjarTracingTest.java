package dev.nightjar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.endpoint.RuntimeEvent.Inference;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceFinished;
import dev.nightjar.api.endpoint.RuntimeEvent.InferenceStarted;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.Trace;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Spans of OpenTelemetry's SDK, by Micrometer's bridge. What comes over HTTP is tried by {@link TracingPageTest}. */
class NightjarTracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT = "b7ad6b7169203331";

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final Tracer tracer = new OtelTracer(SdkTracerProvider.builder()
      .addSpanProcessor(SimpleSpanProcessor.create(exported)).build().get("test"), new OtelCurrentTraceContext(),
      event -> { });
  private final NightjarTracing tracing = new NightjarTracing(tracer);

  private static Trace sent(String flags) {
    return Trace.of("id-1", "00-" + TRACE + '-' + CLIENT + '-' + flags);
  }

  private static Inference inference(Trace trace) {
    return new Inference("echo", 3, "bootstrapped", "java", true, trace);
  }

  private void run(Inference inference, Optional<ErrorCode> failure) {
    tracing.inferenceStarted(new InferenceStarted(inference));
    tracing.inferenceFinished(new InferenceFinished(inference, 1_000, 2_000, 3_000, failure));
  }

  private SpanData span() {
    assertThat(exported.getFinishedSpanItems()).hasSize(1);
    return exported.getFinishedSpanItems().get(0);
  }

  @Test
  void anInferenceIsASpanWithItsModelAndItsTimesBelowTheClients() {
    run(inference(sent("01")), Optional.empty());
    assertThat(span().getName()).isEqualTo("inference echo");
    assertThat(span().getTraceId()).isEqualTo(TRACE);
    assertThat(span().getParentSpanId()).isEqualTo(CLIENT);
    assertThat(span().getStatus()).isEqualTo(StatusData.unset());
    assertThat(span().getAttributes().asMap()).isEqualTo(Attributes.builder().put("nightjar.model", "echo")
        .put("nightjar.model.version", 3).put("nightjar.strategy", "bootstrapped").put("nightjar.engine", "java")
        .put("nightjar.request.id", "id-1").put("nightjar.queue.micros", 1).put("nightjar.key.micros", 2)
        .put("nightjar.compute.micros", 3).build().asMap());
  }

  @Test
  void aFailureIsAnErrorWithItsCode() {
    run(inference(sent("01")), Optional.of(ErrorCode.CANCELLED));
    assertThat(span().getStatus()).isEqualTo(StatusData.create(
        StatusCode.ERROR, "cancelled"));
    assertThat(span().getAttributes().get(AttributeKey.stringKey("error.type"))).isEqualTo("cancelled");
  }

  @Test
  void inferencesThatAreEqualHaveASpanEach() {
    Inference one = inference(Trace.NONE);
    Inference other = inference(Trace.NONE);
    assertThat(one).isEqualTo(other);
    tracing.inferenceStarted(new InferenceStarted(one));
    tracing.inferenceStarted(new InferenceStarted(other));
    tracing.inferenceFinished(new InferenceFinished(other, 1, 1, 1, Optional.of(ErrorCode.BUSY)));
    tracing.inferenceFinished(new InferenceFinished(one, 1, 1, 1, Optional.empty()));
    tracing.inferenceFinished(new InferenceFinished(one, 1, 1, 1, Optional.empty()));
    assertThat(exported.getFinishedSpanItems()).extracting(SpanData::getStatus).extracting(StatusData::getDescription)
        .containsExactly("busy", "");
    assertThat(exported.getFinishedSpanItems()).extracting(SpanData::getTraceId).as("each begins a trace")
        .doesNotHaveDuplicates();
    assertThat(exported.getFinishedSpanItems()).extracting(SpanData::getParentSpanId)
        .containsOnly(SpanId.getInvalid());
  }

  @Test
  void whatAClientDoesNotSampleIsNotExported() {
    run(inference(sent("00")), Optional.empty());
    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void theHostsSpanOfARequestIsTheParent() {
    Span host = tracer.nextSpan().name("host").start();
    try (Tracer.SpanInScope scope = tracer.withSpan(host)) {
      assertThat(scope).isNotNull();
      run(inference(sent("01")), Optional.empty());
    }
    assertThat(span().getParentSpanId()).isEqualTo(host.context().spanId());
    assertThat(span().getTraceId()).isEqualTo(host.context().traceId());
  }

  @Test
  void aRefusedRequestIsASpanWithTheTimeThatItTook() {
    tracing.requestAnswered(new RequestAnswered("POST", "/v1/models/{m}/infer", 404, Optional.of("unknown-uid"),
        5_000_000, sent("01")));
    assertThat(span().getName()).isEqualTo("POST /v1/models/{m}/infer");
    assertThat(span().getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span().getParentSpanId()).isEqualTo(CLIENT);
    assertThat(span().getEndEpochNanos() - span().getStartEpochNanos()).isEqualTo(5_000_000);
    assertThat(span().getStatus().getDescription()).isEqualTo("unknown-uid");
    assertThat(span().getAttributes().asMap()).isEqualTo(Attributes.builder().put("http.request.method", "POST")
        .put("http.route", "/v1/models/{m}/infer").put("http.response.status_code", 404)
        .put("error.type", "unknown-uid").put("nightjar.request.id", "id-1").build().asMap());
  }

  @Test
  void anAnswerThatIsNoRefusalIsNoSpanAndNeitherIsOneOfAHostThatMakesThemItself() {
    tracing.requestAnswered(new RequestAnswered("GET", "/health", 200, Optional.empty(), 5, sent("01")));
    NightjarTracing.ofInferences(tracer).requestAnswered(
        new RequestAnswered("GET", "-", 404, Optional.of("unknown-path"), 5, sent("01")));
    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aTracerIsNeeded() {
    assertThatThrownBy(() -> new NightjarTracing(null)).isInstanceOf(NullPointerException.class)
        .hasMessageContaining("tracer");
  }
}
