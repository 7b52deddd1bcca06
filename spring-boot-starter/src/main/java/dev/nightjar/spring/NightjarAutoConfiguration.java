package dev.nightjar.spring;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * A {@link NightjarRuntime} where {@code nightjar.models} names a folder and the application has no runtime of its own.
 * Beans of {@link RuntimeListener} are told of what it does, and beans of {@link RuntimeCustomizer} change it before it
 * is built. It is closed with the application, after its web server.
 */
@AutoConfiguration
@EnableConfigurationProperties(NightjarProperties.class)
public class NightjarAutoConfiguration {
  /** Starts the runtime. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("nightjar.models")
  public NightjarRuntime nightjarRuntime(NightjarProperties properties, ObjectProvider<RuntimeListener> listeners,
      ObjectProvider<RuntimeCustomizer> customizers) {
    RuntimeBuilder builder = PropertyMapping.builder(properties);
    listeners.orderedStream().forEach(builder::listener);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  /** Has the application's readiness wait for it. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(NightjarRuntime.class)
  public WarmReadiness nightjarWarmReadiness(NightjarRuntime runtime, NightjarProperties properties) {
    return new WarmReadiness(runtime, properties.awaitWarm());
  }
}
