package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** The component {@code nightjar} of the application's health, by the types of Spring Boot 3. */
@AutoConfiguration(after = NightjarAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(NightjarRuntime.class)
@ConditionalOnProperty(name = "management.health.nightjar.enabled", matchIfMissing = true)
public class Boot3HealthAutoConfiguration {
  /** Up when queries are welcome and the models are warm, else out of service: a matter of readiness, not of life. */
  @Bean
  @ConditionalOnMissingBean(name = "nightjarHealthIndicator")
  public HealthIndicator nightjarHealthIndicator(NightjarRuntime runtime) {
    return () -> {
      RuntimeHealth health = RuntimeHealth.of(runtime);
      return (health.ready() ? Health.up() : Health.outOfService()).withDetails(health.details()).build();
    };
  }
}
