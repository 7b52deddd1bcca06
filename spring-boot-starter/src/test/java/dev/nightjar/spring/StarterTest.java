package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.embedding.DataOwner;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.spring.secured.SecuredApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;

/** A secured application on loopback, from key to decrypted answer. The same for Spring Boot 3 and 4. */
class StarterTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String ACCESS_LOG = "nightjar.access";

  @TempDir
  private static Path models;

  private static DataOwner owner;
  private static ConfigurableApplicationContext application;
  private static URI root;

  @BeforeAll
  static void start() throws IOException {
    DataOwner.writeBundles(models);
    owner = DataOwner.shared();
    application = run(SecuredApplication.class);
    root = root(application);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  static ConfigurableApplicationContext run(Class<?> type, String... arguments) {
    return new SpringApplicationBuilder(type).properties("server.port=0", "server.address=127.0.0.1",
        "nightjar.models=" + models, "nightjar.engine=java:kernel=plain", "nightjar.warm-up=0s",
        "nightjar.browsers.ignore-csrf=true", "nightjar.access-log=" + ACCESS_LOG,
        "spring.main.banner-mode=off",
        "management.endpoint.health.show-details=always", "management.endpoints.web.exposure.include=health,metrics",
        "management.endpoint.health.probes.enabled=true",
        "management.endpoint.health.group.readiness.include=readinessState,nightjar").run(arguments);
  }

  static URI root(ConfigurableApplicationContext application) {
    return URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/");
  }

  private static EndpointClient client(String name) {
    return new EndpointClient(EndpointSettings.of(root.resolve("fhe/")).withBearerToken(name));
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
  }

  private static int post(URI uri, String name) throws IOException, InterruptedException {
    return posted(uri, name).statusCode();
  }

  private static HttpResponse<String> posted(URI uri, String name) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + name).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(root.resolve(path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void bootIsTheOneThatIsMeantWithItsJackson() {
    assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("nightjar.test.boot"));
    assertThat(new ObjectMapper().version().toString()).isEqualTo(System.getProperty("nightjar.test.jackson"));
  }

  @Test
  void answersAreRightAndAKeyBelongsToThePrincipal() {
    EndpointClient alice = client("alice");
    Uid uid = owner.play(alice);
    assertThatThrownBy(() -> client("bob").keyStatus(uid)).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_UID));
    alice.deleteKey(uid);
  }

  @Test
  void eachRequestIsALineOfTheLoggerThatIsNamed() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
      @Override
      protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
      }
    };
    Logger log = (Logger) LoggerFactory.getLogger(ACCESS_LOG);
    log.setLevel(Level.INFO);
    appender.start();
    log.addAppender(appender);
    try {
      assertThat(client("alice").models()).isNotEmpty();
      assertThat(lines.poll(20, TimeUnit.SECONDS)).contains(" GET /v1/models 200 ");
    } finally {
      log.detachAppender(appender);
    }
  }

  @Test
  void aPrincipalIsNoAdminUnlessACallerResolverSaysSo() throws Exception {
    for (String path : List.of("index", "models/sum/load", "models/sum/unload")) {
      HttpResponse<String> refused = posted(root.resolve("fhe/v2/repository/" + path), "alice");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).as("the endpoint's own refusal").contains("\"code\":\"forbidden\"");
    }
    assertThat(client("alice").models()).anyMatch(model -> model.name().equals("sum"));
  }

  @Test
  void strangersAreRefusedByTheApplication() throws Exception {
    assertThat(get(root.resolve("fhe/v1/models")).statusCode()).isBetween(401, 403);
  }

  @Test
  void theEndpointAndNothingElseIsLeftOutOfTheProtectionAgainstCsrf() throws Exception {
    assertThat(post(root.resolve("fhe/"), "alice")).as("the endpoint's own refusal").isEqualTo(400);
    assertThat(post(root.resolve("fhe"), "alice")).as("the endpoint's own refusal").isEqualTo(400);
    assertThat(post(root.resolve("fhe-else"), "alice")).isEqualTo(403);
    assertThat(application.getBean("unprotected", SecurityFilterChain.class).getFilters())
        .noneMatch(CsrfFilter.class::isInstance);
  }

  @Test
  void healthNamesModelsAndTheEngine() throws Exception {
    JsonNode nightjar = json("actuator/health").get("components").get("nightjar");
    assertThat(nightjar.get("status").textValue()).isEqualTo("UP");
    assertThat(nightjar.get("details").get("engine").textValue()).isEqualTo("java");
    assertThat(nightjar.get("details").get("models").has("echo")).isTrue();
    assertThat(json("actuator/health/readiness").get("components").has("nightjar")).isTrue();
    assertThat(json("actuator/health/liveness").toString()).contains("UP").doesNotContain("nightjar");
  }

  @Test
  void inferencesAreMetersOfTheApplication() throws Exception {
    client("carol").deleteKey(owner.play(client("carol")));
    JsonNode inference = json("actuator/metrics/nightjar.inference?tag=model:sum").get("measurements").get(0);
    assertThat(inference.get("value").doubleValue()).isGreaterThanOrEqualTo(1);
    assertThat(json("actuator/metrics/nightjar.http.requests?tag=route:/v1/models/{m}/infer&tag=outcome:answered"
        .replace("{", "%7B").replace("}", "%7D")).get("measurements").get(0).get("value").doubleValue())
        .isGreaterThanOrEqualTo(1);
    assertThat(json("actuator/metrics/nightjar.ready").get("measurements").get(0).get("value").intValue()).isEqualTo(1);
  }

  /** The application's own span of the request is between the client's and that of the inference. */
  @Test
  void anInferenceIsASpanOfTheApplicationInTheTraceOfItsClient() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    HttpResponse<byte[]> answer = HTTP.send(HttpRequest.newBuilder(root.resolve("fhe/v1/models/sum/infer"))
        .header("Authorization", "Bearer dave").header("Content-Type", "application/octet-stream")
        .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
        .POST(BodyPublishers.ofByteArray(owner.encrypt("sum", 7, 4))).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    InMemorySpanExporter exported = application.getBean(SecuredApplication.Spans.class).exported();
    SpanData inference = span(exported, trace, span -> span.getName().equals("inference sum"));
    SpanData request = span(exported, trace, span -> span.getParentSpanId().equals("b7ad6b7169203331"));
    assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(exported.getFinishedSpanItems()).filteredOn(span -> span.getTraceId().equals(trace))
        .as("one of each").filteredOn(span -> span.getKind() == SpanKind.SERVER).hasSize(1);
    Set<String> above = new HashSet<>();
    for (SpanData span = inference; !span.getSpanId().equals(request.getSpanId());) {
      assertThat(above.add(span.getSpanId())).isTrue();
      String parent = span.getParentSpanId();
      span = span(exported, trace, candidate -> candidate.getSpanId().equals(parent));
    }
  }

  /** Those of a request end when its answer has been sent, so that they may come after it. */
  private static SpanData span(InMemorySpanExporter exported, String trace, Predicate<SpanData> which)
      throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < patience) {
      Optional<SpanData> found = exported.getFinishedSpanItems().stream()
          .filter(span -> span.getTraceId().equals(trace)).filter(which).findAny();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no such span among " + exported.getFinishedSpanItems());
  }

  /** What is asked between the drain and the stop of the web server, which comes later. */
  @Test
  void aStopDrainsBeforeTheWebServerStops() {
    ConfigurableApplicationContext another = run(SecuredApplication.class);
    StopProbe probe = new StopProbe(root(another));
    another.getBeanFactory().registerSingleton("probe", probe);
    MeterRegistry registry = another.getBean(MeterRegistry.class);
    assertThat(registry.find("nightjar.ready").gauge()).isNotNull();
    another.close();
    assertThat(registry.getMeters()).noneMatch(meter -> meter.getId().getName().startsWith("nightjar."));
    assertThat(probe.endpoint().statusCode()).isEqualTo(503);
    assertThat(probe.endpoint().body()).contains("unavailable");
    assertThat(probe.readiness().statusCode()).isEqualTo(503);
  }

  @Test
  void thePathTheServletAndItsProtectionAreTheApplications() throws Exception {
    try (ConfigurableApplicationContext another = run(SecuredApplication.class, "--nightjar.path=/encrypted",
        "--nightjar.browsers.ignore-csrf=false",
        "--nightjar.limits.query=1MB", "--nightjar.browsers.origins=https://app.example", "--nightjar.drain=1s")) {
      EndpointClient dave = new EndpointClient(
          EndpointSettings.of(root(another).resolve("encrypted/")).withBearerToken("dave"));
      assertThat(dave.limits().queryBytes()).isEqualTo(1 << 20);
      assertThat(another.getBeansOfType(NightjarServlet.class)).hasSize(1);
      assertThat(post(root(another).resolve("encrypted/"), "dave")).as("no exemption unless asked").isEqualTo(403);
    }
  }
}
