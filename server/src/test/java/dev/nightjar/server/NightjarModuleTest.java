package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.guice.NightjarServerModule;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.servlet.guice.NightjarModule;
import org.junit.jupiter.api.Test;

class NightjarModuleTest {
  @Test
  void guiceMakesTheSameObjectsAsTheBuilders() throws Exception {
    ServerBundle linear = ServerBundle.of(Scene.LINEAR, ClientBundle.write(Scene.LINEAR.client()));
    Injector injector = Guice.createInjector(
        new NightjarModule(runtime -> runtime.engine("java").threads(1).model(linear)), new NightjarServerModule());
    try (NightjarRuntime runtime = injector.getInstance(NightjarRuntime.class);
        NightjarServer server = injector.getInstance(NightjarServer.Builder.class).start()) {
      assertThat(injector.getInstance(NightjarRuntime.class)).isSameAs(runtime);
      assertThat(injector.getInstance(NightjarServlet.class))
          .isSameAs(injector.getInstance(NightjarServlet.class));
      new Scene(server.uri()).inferLinear();
    }
  }
}
