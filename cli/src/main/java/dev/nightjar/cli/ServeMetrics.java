package dev.nightjar.cli;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.metrics.NightjarMetrics;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.stream.DoubleStream;

/** What {@code serve} measures, for Prometheus: the runtime, HTTP requests, and the JVM. Thread-safe. */
final class ServeMetrics implements AutoCloseable {
  private static final double NANOS = 1e6;

  /** From the fastest keyless model to the longest deadline. */
  private static final double[] BUCKET_NANOS = DoubleStream.of(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000,
      10_000, 30_000, 120_000).map(millis -> millis * NANOS).toArray();

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final NightjarMetrics meters = new NightjarMetrics(registry);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  ServeMetrics() {
    registry.config().meterFilter(new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return !id.getName().startsWith("nightjar.") ? config
            : DistributionStatisticConfig.builder().serviceLevelObjectives(BUCKET_NANOS).build().merge(config);
      }
    });
    // Made now, as the first query would wait for it.
    registry.timer("nightjar.http.requests", "method", "post", "route", "/v1/models/{m}/infer", "status", "200",
        "outcome", "answered");
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Measures what happens in a runtime that is being built. */
  RuntimeBuilder apply(RuntimeBuilder builder) {
    return builder.listener(meters);
  }

  /** What is told by a runtime. */
  RuntimeListener listener() {
    return meters;
  }

  /** Measures what can be read of it, once it runs. */
  void watch(NightjarRuntime runtime) {
    meters.watch(runtime);
  }

  /** All of it in the text format of Prometheus. */
  String page() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
