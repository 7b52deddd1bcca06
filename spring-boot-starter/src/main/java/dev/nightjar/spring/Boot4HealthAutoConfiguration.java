package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The component {@code nightjar} of the application's health, by the types of Spring Boot 4. */
@AutoConfiguration(after = NightjarAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnRuntimeHealth
public class Boot4HealthAutoConfiguration {
  /** What {@link RuntimeHealth} says, in the types of this Boot. */
  @Bean
  @ConditionalOnMissingBean(name = "nightjarHealthIndicator")
  public HealthIndicator nightjarHealthIndicator(NightjarRuntime runtime) {
    return () -> RuntimeHealth.of(runtime).in(Health::up, Health::outOfService, Health.Builder::withDetails).build();
  }
}
