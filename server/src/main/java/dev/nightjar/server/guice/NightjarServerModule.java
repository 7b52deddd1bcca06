package dev.nightjar.server.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;

/**
 * Binds a {@link NightjarServer.Builder}, beside {@link dev.nightjar.servlet.guice.NightjarModule}, which gives it the
 * runtime, the limits and the callers. The application sets host and port, starts the server, and closes it before the
 * runtime.
 */
public final class NightjarServerModule extends AbstractModule {
  @Override
  protected void configure() {
    Provider<NightjarRuntime> runtime = getProvider(NightjarRuntime.class);
    Provider<HttpLimits> limits = getProvider(HttpLimits.class);
    Provider<CallerResolver> callers = getProvider(CallerResolver.class);
    bind(NightjarServer.Builder.class)
        .toProvider(() -> NightjarServer.builder(runtime.get()).limits(limits.get())
            .callers(callers.get())).in(Singleton.class);
  }
}
