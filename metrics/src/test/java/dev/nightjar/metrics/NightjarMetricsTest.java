package dev.nightjar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeEvent.RequestAnswered;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.NightjarRuntime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NightjarMetricsTest {
  private static final CompiledModel ECHO = TestModels.echo("echo");

  private static NightjarRuntime runtime(NightjarMetrics metrics) {
    NightjarRuntime runtime = NightjarRuntime.builder().engine("java:kernel=plain").threads(2).listener(metrics)
        .model(ServerBundle.of(ECHO, new byte[0])).build();
    metrics.watch(runtime);
    return runtime;
  }

  @Test
  void whatHappensIsCountedAndTimedByModelStrategyEngineAndCode() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ModelClient client = new ModelClient(ECHO.client(), SecretKey.generate(TestModels.SMALL));
    byte[] key = client.evaluationKey(new KeyGenerator(), Progress.NONE);
    try (NightjarRuntime runtime = runtime(new NightjarMetrics(registry))) {
      assertThat(registry.get("nightjar.inference").tags("model", "echo", "outcome", "answered").timer().count())
          .as("it is there before the first query, which would wait for it").isZero();
      assertThat(registry.get("nightjar.inference.queue").tag("model", "echo").timer().count()).isZero();
      assertThat(registry.get("nightjar.inference.key").tag("model", "echo").timer().count()).isZero();
      int meters = registry.getMeters().size();
      Uid uid = runtime.saveKey(key);
      byte[] query = client.encrypt(new double[] {1, 0});
      runtime.infer("echo", uid, query);
      runtime.infer("echo", uid, query);
      assertThatThrownBy(() -> runtime.infer("echo", new Uid(1), query)).isInstanceOf(NightjarException.class);
      assertThat(registry.getMeters()).as("with those of uploads, stored keys and refusals").hasSize(meters + 3);
      assertThat(registry.get("nightjar.inference").tags("model", "echo", "strategy", "bootstrapped", "engine", "java",
          "outcome", "answered").timer().count()).isEqualTo(2);
      assertThat(registry.get("nightjar.inference.queue").tag("model", "echo").timer().count()).isEqualTo(2);
      assertThat(registry.get("nightjar.refused").tags("code", "unknown-uid", "place", "inference").counter().count())
          .isEqualTo(1);
      assertThat(registry.get("nightjar.uploads").counter().count()).isEqualTo(1);
      assertThat(registry.get("nightjar.keys.stored").tag("parameters", TestModels.SMALL.id()).counter().count())
          .isEqualTo(1);
      assertThat(registry.get("nightjar.keys.used").gauge().value()).isEqualTo(key.length);
      assertThat(registry.get("nightjar.keys.loaded").gauge().value()).isPositive();
      assertThat(registry.get("nightjar.queue.running").gauge().value()).isZero();
      assertThat(registry.get("nightjar.models").tag("state", "served").gauge().value()).isEqualTo(1);
      assertThat(registry.get("nightjar.ready").gauge().value()).isEqualTo(1);
      runtime.answered(new RequestAnswered("GET", "-", 421, Optional.of("misdirected-request"), 5,
          Trace.NONE));
      assertThat(registry.get("nightjar.http.requests").tags("method", "get", "route", "-", "status", "421", "outcome",
          "misdirected-request").timer().count()).isEqualTo(1);
      runtime.keys().delete(uid);
      assertThat(registry.get("nightjar.keys.deleted").tag("reason", "request").counter().count()).isEqualTo(1);
      runtime.drain();
      assertThat(registry.get("nightjar.ready").gauge().value()).isZero();
    }
  }

  @Test
  void metersOfAModelGoWithItAndThoseOfARuntimeWhenTheyAreClosed() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.counter("of.the.host");
    NightjarMetrics metrics = new NightjarMetrics(registry);
    NightjarRuntime first = runtime(metrics);
    first.registry().add("next", ServerBundle.of(TestModels.echo("next"), new byte[0]));
    assertThat(registry.find("nightjar.inference").tag("model", "next").timer()).isNotNull();
    first.registry().remove("next");
    assertThat(registry.getMeters()).noneMatch(meter -> "next".equals(meter.getId().getTag("model")))
        .anyMatch(meter -> "echo".equals(meter.getId().getTag("model")));
    NightjarMetrics later = new NightjarMetrics(registry);
    try (NightjarRuntime second = runtime(later)) {
      first.close();
      metrics.close();
      assertThat(registry.get("nightjar.ready").gauge().value()).as("of the second").isEqualTo(1);
      assertThat(registry.get("nightjar.engine.kernel").tag("engine", "java").gauge().value()).isEqualTo(1);
      second.drain();
      assertThat(registry.get("nightjar.ready").gauge().value()).isZero();
    }
    later.close();
    assertThat(registry.getMeters()).extracting(meter -> meter.getId().getName()).containsExactly("of.the.host");
  }

  @Test
  void prometheusReadsTheMetersAndNoneOfThemNamesACaller() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (NightjarRuntime runtime = runtime(new NightjarMetrics(registry))) {
      assertThatThrownBy(() -> runtime.infer("echo", new Uid(7_654_321), new byte[10]))
          .isInstanceOf(NightjarException.class);
      assertThat(registry.scrape()).contains("nightjar_refused_total{code=\"unknown-uid\",place=\"inference\"} 1.0",
          "nightjar_engine_phase{engine=\"java\",phase=\"slow\"} 0.0", "nightjar_queue_waiting 0.0")
          .doesNotContain("7654321");
    }
  }
}
