package dev.nightjar.spring;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;

/**
 * Leaves requests to the endpoint out of Spring Security's protection against CSRF where {@code
 * nightjar.browsers.ignore-csrf} says so. Spring Security 6 and 7 find it in {@code spring.factories} and apply it to
 * every chain of filters that the application or Boot builds.
 */
final class CsrfExemption extends AbstractHttpConfigurer<CsrfExemption, HttpSecurity> {
  @Override
  @SuppressWarnings("unchecked") // there is no class of CsrfConfigurer<HttpSecurity> to ask for
  public void init(HttpSecurity http) {
    boolean wanted = http.getSharedObject(ApplicationContext.class).getBeanProvider(NightjarProperties.class).stream()
        .anyMatch(properties -> properties.browsers().ignoreCsrf());
    CsrfConfigurer<HttpSecurity> csrf = http.getConfigurer(CsrfConfigurer.class);
    // There is none where the application has switched the protection off.
    if (wanted && csrf != null) {
      csrf.ignoringRequestMatchers(CsrfExemption::isForTheEndpoint);
    }
  }

  /** Asks for the servlet that the container has chosen, so that no path is read in two ways. */
  private static boolean isForTheEndpoint(HttpServletRequest request) {
    return NightjarServletAutoConfiguration.SERVLET.equals(request.getHttpServletMapping().getServletName());
  }
}
