package dev.nightjar.spring;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.NightjarServlet;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * The endpoint in the application's web server, at {@code nightjar.path}. Callers come from a {@link CallerResolver} of
 * the application, from the file {@code nightjar.tokens}, or are the principals that the request has, as Spring
 * Security's filters set them.
 */
@AutoConfiguration(after = NightjarAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(NightjarRuntime.class)
public class NightjarServletAutoConfiguration {
  /** The servlet's name in the container. */
  static final String SERVLET = "nightjar";

  /** Who sends a request. */
  @Bean
  @ConditionalOnMissingBean
  public CallerResolver nightjarCallerResolver(NightjarProperties properties) {
    return PropertyMapping.callers(properties);
  }

  /** The servlet, which rehearses requests where the runtime warms up and has no rehearsal. */
  @Bean
  @ConditionalOnMissingBean
  public NightjarServlet nightjarServlet(NightjarRuntime runtime, NightjarProperties properties,
      CallerResolver callers) {
    NightjarServlet servlet = new NightjarServlet(runtime, PropertyMapping.servlet(properties, callers));
    if (properties.rehearse() && !properties.warmUp().isZero()
        && runtime.rehearsal().state() == PathRehearsal.State.NONE) {
      servlet.rehearse();
    }
    return servlet;
  }

  /** Where it is. */
  @Bean
  @ConditionalOnMissingBean(name = "nightjarServletRegistration")
  public ServletRegistrationBean<NightjarServlet> nightjarServletRegistration(NightjarServlet servlet,
      NightjarProperties properties) {
    ServletRegistrationBean<NightjarServlet> registration =
        new ServletRegistrationBean<>(servlet, properties.path() + "/*");
    registration.setName(SERVLET);
    registration.setAsyncSupported(true);
    return registration;
  }

  /** Drains the servlet before the web server stops. */
  @Bean
  @ConditionalOnMissingBean
  public NightjarDrain nightjarDrain(NightjarRuntime runtime, NightjarServlet servlet, NightjarProperties properties) {
    return new NightjarDrain(runtime, servlet, properties.drain());
  }
}
