package dev.nightjar.servlet.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServlet;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Nightjar as a Guice module: a {@link NightjarRuntime} and the {@link NightjarServlet} over it, each a singleton made
 * when it is first asked for, and the {@link HttpLimits} and the {@link CallerResolver}:
 *
 * <pre>{@code
 * Injector injector =
 *     Guice.createInjector(new NightjarModule(runtime -> runtime.models(folder).engine("java")));
 * try (NightjarRuntime runtime = injector.getInstance(NightjarRuntime.class)) {
 *   container.mount("/fhe/*", injector.getInstance(NightjarServlet.class));
 * }
 * }</pre>
 *
 * <p>Without Guice the same objects come from {@link NightjarRuntime#builder()} and the constructor of
 * {@link NightjarServlet}. The application closes the runtime, after its server. Guice is an optional dependency of
 * this artifact: an application that uses this class names Guice itself.
 *
 * <p>This module needs no generated classes. An application whose own modules do can silence the warnings of
 * Guice 7 on JDK 24 and later with the system property {@code guice_custom_class_loading=CHILD} on its
 * command line; no system property is set here.
 */
public final class NightjarModule extends AbstractModule {
  private final UnaryOperator<RuntimeBuilder> settings;
  private final HttpLimits limits;
  private final CallerResolver callers;

  /** A module with the default limits on bodies. */
  public NightjarModule(UnaryOperator<RuntimeBuilder> settings) {
    this(settings, HttpLimits.defaults());
  }

  /** A module that takes callers from {@link CallerResolver#container()}. */
  public NightjarModule(UnaryOperator<RuntimeBuilder> settings, HttpLimits limits) {
    this(settings, limits, CallerResolver.container());
  }

  /**
   * A module.
   *
   * @param settings given a builder with defaults, returns it with the application's settings
   * @param limits limits on bodies
   * @param callers says who sends a request
   */
  public NightjarModule(UnaryOperator<RuntimeBuilder> settings, HttpLimits limits, CallerResolver callers) {
    this.callers = Objects.requireNonNull(callers, "callers");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * Providers as functions: for {@code @Provides} methods Guice would generate classes, for which it reaches
   * into {@code sun.misc.Unsafe}, which recent JDKs warn of.
   */
  @Override
  protected void configure() {
    Provider<NightjarRuntime> runtime = getProvider(NightjarRuntime.class);
    bind(NightjarRuntime.class).toProvider(() -> settings.apply(NightjarRuntime.builder()).build())
        .in(Singleton.class);
    bind(NightjarServlet.class).toProvider(() -> new NightjarServlet(runtime.get(), limits, callers))
        .in(Singleton.class);
    bind(HttpLimits.class).toInstance(limits);
    bind(CallerResolver.class).toInstance(callers);
  }
}
