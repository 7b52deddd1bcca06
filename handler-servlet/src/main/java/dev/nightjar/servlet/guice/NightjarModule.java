package dev.nightjar.servlet.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServer;
import dev.nightjar.servlet.NightjarServlet;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Nightjar as a Guice module: a {@link NightjarRuntime}, the {@link NightjarServlet} over it and a
 * {@link NightjarServer.Builder}, each a singleton made when it is first asked for. Bindings that an application has for
 * its own parts go into the settings:
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(new NightjarModule(runtime -> runtime.models(folder).engine("java")));
 * try (NightjarRuntime runtime = injector.getInstance(NightjarRuntime.class)) {
 *   container.mount("/fhe/*", injector.getInstance(NightjarServlet.class));
 * }
 * }</pre>
 *
 * <p>Without Guice the same objects come from {@link NightjarRuntime#builder()}, the constructor of
 * {@link NightjarServlet} and {@link NightjarServer#builder}. Whoever asks for the runtime closes it, after the server.
 *
 * <p>On JDK 24 and later, Guice 7 generates classes through {@code sun.misc.Unsafe} and the JVM warns about it; the
 * system property {@code guice_custom_class_loading=CHILD} on the command line avoids that. This module sets no system
 * property.
 */
public final class NightjarModule extends AbstractModule {
  private final UnaryOperator<RuntimeBuilder> settings;
  private final HttpLimits limits;

  /** A module with the default limits on bodies. */
  public NightjarModule(UnaryOperator<RuntimeBuilder> settings) {
    this(settings, HttpLimits.defaults());
  }

  /**
   * A module.
   *
   * @param settings given a builder with defaults, returns it with the application's settings
   * @param limits limits on bodies
   */
  public NightjarModule(UnaryOperator<RuntimeBuilder> settings, HttpLimits limits) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  @Provides
  @Singleton
  NightjarRuntime runtime() {
    return settings.apply(NightjarRuntime.builder()).build();
  }

  @Provides
  @Singleton
  NightjarServlet servlet(NightjarRuntime runtime) {
    return new NightjarServlet(runtime, limits);
  }

  @Provides
  @Singleton
  NightjarServer.Builder server(NightjarRuntime runtime) {
    return NightjarServer.builder(runtime).limits(limits);
  }
}
