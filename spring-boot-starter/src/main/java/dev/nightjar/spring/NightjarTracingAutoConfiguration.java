package dev.nightjar.spring;

import dev.nightjar.metrics.NightjarTracing;
import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Spans of inferences, by the application's tracer, where it has one. Spring Boot's span of a request is their parent.
 * The names are those of Boot 3 and of Boot 4.
 */
@AutoConfiguration(afterName = {
    "org.springframework.boot.actuate.autoconfigure.tracing.MicrometerTracingAutoConfiguration",
    "org.springframework.boot.actuate.autoconfigure.tracing.NoopTracerAutoConfiguration",
    "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
    "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration"})
@ConditionalOnClass({Tracer.class, NightjarTracing.class})
@ConditionalOnBean(Tracer.class)
public class NightjarTracingAutoConfiguration {
  /** Told by the runtime of what it does. */
  @Bean
  @ConditionalOnMissingBean
  public NightjarTracing nightjarTracing(Tracer tracer) {
    return NightjarTracing.ofInferences(tracer);
  }
}
