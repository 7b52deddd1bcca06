package dev.nightjar.spring;

import dev.nightjar.metrics.NightjarMetrics;
import dev.nightjar.runtime.NightjarRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Meters of the runtime in the application's registry, where it has one: Spring Boot Actuator makes it. The names are
 * those of Boot 3 and of Boot 4.
 */
@AutoConfiguration(after = NightjarAutoConfiguration.class, afterName = {
    "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
    "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"})
@ConditionalOnClass({MeterRegistry.class, NightjarMetrics.class})
@ConditionalOnBean({MeterRegistry.class, NightjarRuntime.class})
public class NightjarMetricsAutoConfiguration {
  /** Told by the runtime of what it does; closed with the application, so that a registry that lives on forgets it. */
  @Bean
  @ConditionalOnMissingBean
  public NightjarMetrics nightjarMetrics(MeterRegistry registry) {
    return new NightjarMetrics(registry);
  }

  /** What is read from the runtime whenever a registry is read. */
  @Bean
  @ConditionalOnMissingBean(name = "nightjarGauges")
  public MeterBinder nightjarGauges(NightjarMetrics metrics, NightjarRuntime runtime) {
    return registry -> metrics.watch(runtime);
  }
}
