package dev.nightjar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.embedding.ClassPath;
import dev.nightjar.embedding.ExampleSources;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippet of {@code docs/serving.md} that has spans made, compiled and run as it stands there, under a server. */
@Timeout(120)
class TracingPageTest {
  private static final CompiledModel SUM = TestModels.sum("sum");
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT = "b7ad6b7169203331";

  @TempDir
  private Path folder;

  @TempDir
  private Path work;

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();

  @Test
  void anInferenceOverHttpIsASpanInTheTraceOfItsClientAndARefusalIsAnError() throws Exception {
    BundleWriter.write(SUM, folder);
    ModelClient owner = new ModelClient(SUM.client(), SecretKey.generate(SUM.client().parameters()));
    byte[] query = owner.encrypt(new double[] {7, 4});
    try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder().setTracerProvider(SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported)).build()).build();
        NightjarRuntime runtime = runtime(sdk);
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      long before = System.currentTimeMillis();
      HttpResponse<byte[]> answer = infer(server, "sum", query);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(owner.integers(query, answer.body())).containsExactly(2 * 7 + 3 * 4 - 1);
      SpanData inference = span(0);
      long millis = System.currentTimeMillis() - before;
      assertThat(inference.getName()).isEqualTo("inference sum");
      assertThat(inference.getTraceId()).isEqualTo(TRACE);
      assertThat(inference.getParentSpanId()).isEqualTo(CLIENT);
      assertThat(inference.getEndEpochNanos() - inference.getStartEpochNanos()).as("of this inference")
          .isBetween(1L, TimeUnit.MILLISECONDS.toNanos(millis + 1));
      assertThat(text(inference, "nightjar.model")).isEqualTo("sum");
      assertThat(inference.getAttributes().get(AttributeKey.longKey("nightjar.model.version"))).isEqualTo(1);
      assertThat(text(inference, "nightjar.strategy")).isEqualTo("keyless");
      assertThat(text(inference, "nightjar.request.id")).isEqualTo("of-sum");
      assertThat(inference.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);

      assertThat(infer(server, "none", query).statusCode()).isEqualTo(404);
      SpanData refused = span(1);
      assertThat(refused.getName()).isEqualTo("POST /v1/models/{m}/infer");
      assertThat(refused.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(refused.getTraceId()).isEqualTo(TRACE);
      assertThat(refused.getParentSpanId()).isEqualTo(CLIENT);
      assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(refused.getStatus().getDescription()).isEqualTo("unknown-model");
      assertThat(text(refused, "nightjar.request.id")).isEqualTo("of-none");
    }
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  /** The span of a refusal ends when its answer has been sent, so that it may come after it. */
  private SpanData span(int index) throws InterruptedException {
    while (exported.getFinishedSpanItems().size() <= index) {
      Thread.sleep(5);
    }
    assertThat(exported.getFinishedSpanItems()).hasSize(index + 1);
    return exported.getFinishedSpanItems().get(index);
  }

  private static HttpResponse<byte[]> infer(NightjarServer server, String model, byte[] query) throws Exception {
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(server.uri().resolve("v1/models/" + model + "/infer"))
        .header("Content-Type", "application/octet-stream").header("X-Request-Id", "of-" + model)
        .header("traceparent", "00-" + TRACE + '-' + CLIENT + "-01")
        .POST(BodyPublishers.ofByteArray(query)).build(), BodyHandlers.ofByteArray());
  }

  /** What the snippet makes of an SDK and a folder of models. */
  private NightjarRuntime runtime(OpenTelemetry openTelemetry) throws Exception {
    List<String> snippets = Pattern.compile("^```java\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(Files.readString(Path.of("../docs/serving.md"))).results().map(match -> match.group(1))
        .filter(code -> code.contains("NightjarTracing")).toList();
    assertThat(snippets).hasSize(1);
    Path sources = Files.createDirectories(work.resolve("src/main/java"));
    Path classes = Files.createDirectory(work.resolve("classes"));
    Files.writeString(sources.resolve("Traced.java"), """
        import dev.nightjar.metrics.*;
        import dev.nightjar.runtime.*;
        import io.micrometer.tracing.Tracer;
        import io.micrometer.tracing.otel.bridge.*;
        import io.opentelemetry.api.OpenTelemetry;
        import java.nio.file.Path;

        public class Traced {
          public static NightjarRuntime of(OpenTelemetry openTelemetry, Path folder) {
        %s    return runtime;
          }
        }
        """.formatted(snippets.get(0).indent(4)));
    ExampleSources.compile(work, ClassPath.whole(), classes);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      return (NightjarRuntime) loader.loadClass("Traced").getMethod("of", OpenTelemetry.class, Path.class)
          .invoke(null, openTelemetry, folder);
    }
  }
}
