package com.example.war;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.NightjarServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

// region Nightjar
/** Serves the models of the folder that the context parameter {@code nightjar.models} names, below {@code /fhe}. */
@WebListener
public final class NightjarListener implements ServletContextListener {
  private NightjarRuntime runtime;
  private NightjarServlet servlet;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    String models = Objects.requireNonNull(context.getInitParameter("nightjar.models"),
        "there is no context parameter nightjar.models, which names the folder of bundles: see README.md");
    runtime = NightjarRuntime.builder().models(Path.of(models)).build();
    servlet = new NightjarServlet(runtime);
    ServletRegistration.Dynamic registration = context.addServlet("nightjar", servlet);
    registration.addMapping("/fhe/*");
    registration.setAsyncSupported(true);
  }

  /** Nothing of it stays, so that the container can take the application's classes away. */
  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (servlet == null) {
      return; // it did not start, and the container has told why
    }
    try {
      servlet.drain(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runtime.close();
  }
}
// endregion
