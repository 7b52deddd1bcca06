package dev.nightjar.spring.secured;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** With Spring Security, for which a bearer token is the name of its owner. In a package that nothing else is in. */
@SpringBootApplication
public class SecuredApplication {
  @Bean
  public SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http
        .authorizeHttpRequests(all -> all.requestMatchers("/actuator/**", "/error").permitAll()
            .anyRequest().authenticated())
        .addFilterBefore(new Names(), UsernamePasswordAuthenticationFilter.class)
        .build();
  }

  /** A part of the application that wants no protection against CSRF at all. */
  @Bean
  @Order(1)
  public SecurityFilterChain unprotected(HttpSecurity http) throws Exception {
    return http.securityMatcher("/open/**").csrf(csrf -> csrf.disable()).build();
  }

  /** Nobody logs in with a password. */
  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager();
  }

  /** What the application's tracer has made. */
  public record Spans(InMemorySpanExporter exported) {
  }

  @Bean
  public Spans spans() {
    return new Spans(InMemorySpanExporter.create());
  }

  @Bean
  SpanProcessor processor(Spans spans) {
    return SimpleSpanProcessor.create(spans.exported);
  }

  private static final class Names extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String header = request.getHeader("Authorization");
      if (header != null && header.startsWith("Bearer ")) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated(header.substring("Bearer ".length()), "", List.of()));
        SecurityContextHolder.setContext(context);
      }
      chain.doFilter(request, response);
    }
  }
}
