package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.embedding.DataOwner;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.spring.secured.SecuredApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application whose web server has a virtual thread for each request, where the JDK has such. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
  @Test
  void requestsOnVirtualThreadsAreAnsweredRight(@TempDir Path models) throws IOException {
    DataOwner.writeBundles(models);
    try (ConfigurableApplicationContext application =
        new SpringApplicationBuilder(SecuredApplication.class, Noting.class).run(
            "--spring.threads.virtual.enabled=true", "--server.port=0", "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off", "--nightjar.models=" + models, "--nightjar.engine=java:kernel=plain",
            "--nightjar.warm-up=0s", "--nightjar.browsers.ignore-csrf=true")) {
      EndpointClient client = new EndpointClient(
          EndpointSettings.of(StarterTest.root(application).resolve("fhe/")).withBearerToken("vera"));
      assertThat(DataOwner.shared().play(client)).isNotNull();
      assertThat(application.getBean(Noting.class).threads).containsExactly("VirtualThread");
    }
  }

  /** Notes on what threads callers are asked for: those of the web server. */
  @Configuration(proxyBeanMethods = false)
  static class Noting {
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Bean
    CallerResolver noting() {
      CallerResolver known = CallerResolver.container();
      return request -> {
        threads.add(Thread.currentThread().getClass().getSimpleName());
        return known.resolve(request);
      };
    }
  }
}
