package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nightjar.embedding.DataOwner;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.servlet.NightjarServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What an application says itself is not said again. */
class BackOffTest {
  static ConfigurableApplicationContext run(Class<?> type, String... properties) {
    return new SpringApplicationBuilder(type).web(WebApplicationType.NONE).properties("spring.main.banner-mode=off")
        .properties(properties).run();
  }

  @Test
  void withoutModelsThereIsNoRuntime() {
    try (ConfigurableApplicationContext plain = run(Plain.class)) {
      assertThat(plain.getBeansOfType(NightjarRuntime.class)).isEmpty();
    }
  }

  @Test
  void aRuntimeOfTheApplicationIsTaken(@TempDir Path models) throws IOException {
    DataOwner.writeBundles(models);
    try (ConfigurableApplicationContext own = run(Own.class, "nightjar.models=" + models)) {
      assertThat(own.getBeansOfType(NightjarRuntime.class)).containsOnlyKeys("own");
      assertThat(own.getBeansOfType(NightjarServlet.class)).as("no web server").isEmpty();
    }
  }

  @Test
  void trafficIsAcceptedWhenTheModelsAreWarm() {
    List<Boolean> warm = new ArrayList<>();
    ApplicationListener<AvailabilityChangeEvent<?>> readiness = event -> {
      if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
        warm.add(((ApplicationContext) event.getSource()).getBean(NightjarRuntime.class).warm());
      }
    };
    try (ConfigurableApplicationContext warming = new SpringApplicationBuilder(Warming.class)
        .web(WebApplicationType.NONE).properties("spring.main.banner-mode=off").listeners(readiness).run()) {
      assertThat(warming.getBean(Warming.class).rehearsed).isTrue();
      assertThat(warm).containsExactly(true);
    }
  }

  @Test
  void aCustomizerHasTheLastWord(@TempDir Path models) throws IOException {
    DataOwner.writeBundles(models);
    try (ConfigurableApplicationContext customized = run(Customized.class, "nightjar.models=" + models,
        "nightjar.warm-up=0s",
        "nightjar.limits.query=1MB", "nightjar.keys.idle-time=30d")) {
      NightjarRuntime runtime = customized.getBean(NightjarRuntime.class);
      assertThat(runtime.limits().queryBytes()).isEqualTo(1 << 21);
      assertThat(runtime.engine().kernel()).contains("plain");
    }
  }

  @Test
  void wrongPropertiesAreNamed(@TempDir Path models) {
    assertThatThrownBy(() -> run(Plain.class, "nightjar.path=fhe/")).rootCause().hasMessageContaining("nightjar.path");
    assertThatThrownBy(() -> run(Plain.class, "nightjar.drain=-1s")).rootCause().hasMessageContaining("nightjar.drain");
    assertThatThrownBy(() -> run(Plain.class, "nightjar.await-warm=-1s")).rootCause()
        .hasMessageContaining("nightjar.await-warm");
    assertThatThrownBy(() -> run(Plain.class, "nightjar.models=" + models.resolve("none"))).rootCause()
        .hasMessageContaining("none");
    assertThatThrownBy(() -> run(Plain.class, "nightjar.models=" + models, "nightjar.engine=steam")).rootCause()
        .hasMessageContaining("steam");
  }

  @Test
  void whatIsWrongIsSaidWithARemedy(@TempDir Path models) throws IOException {
    List<FailureAnalyzer> found = SpringFactoriesLoader.forDefaultResourceLocation()
        .load(FailureAnalyzer.class, (type, name, otherAnalyzer) -> { });
    Path file = Files.writeString(models.resolve("file"), "no folder");
    Map.of("nightjar.engine=steam", "steam", "nightjar.path=fhe/", "nightjar.path is like /fhe",
        "nightjar.keys.store=files:folder=" + file, "the key folder").forEach((property, reason) -> {
          Throwable failure = catchThrowable(() -> run(Plain.class, "nightjar.models=" + models, property));
          assertThat(found).filteredOn(SetupFailureAnalyzer.class::isInstance).singleElement().satisfies(analyzer -> {
            FailureAnalysis analysis = analyzer.analyze(failure);
            assertThat(analysis.getDescription()).startsWith("Nightjar cannot start: ").contains(reason);
            assertThat(analysis.getAction()).contains("'nightjar.models'", "nightjar compile");
          });
        });
  }

  @Test
  void failuresOfOtherBeansAndOfOtherKindsAreLeftToOthers() {
    SetupFailureAnalyzer analyzer = new SetupFailureAnalyzer();
    assertThat(analyzer.analyze(new BeanCreationException("dataSource", "no database"))).isNull();
    String ours = "class path resource [dev/nightjar/spring/NightjarAutoConfiguration.class]";
    assertThat(analyzer.analyze(new BeanCreationException(ours, "nightjarRuntime", "a defect",
        new NullPointerException()))).as("its stack trace is of use").isNull();
    assertThat(analyzer.analyze(new BeanCreationException("file [Mine.class]", "nightjarTravel", "of the application",
        new IllegalArgumentException("no ticket")))).isNull();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({NightjarAutoConfiguration.class, NightjarServletAutoConfiguration.class})
  static class Plain {
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({NightjarAutoConfiguration.class, NightjarServletAutoConfiguration.class})
  static class Own {
    @Bean
    NightjarRuntime own() {
      return DataOwner.runtime().build();
    }
  }

  /** A runtime that is warm a while after the application has started. */
  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(NightjarAutoConfiguration.class)
  static class Warming implements ApplicationListener<ApplicationStartedEvent> {
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean rehearsed;

    @Bean
    NightjarRuntime slow() {
      NightjarRuntime runtime = DataOwner.runtime().build();
      runtime.rehearse(trial -> {
        started.await();
        rehearsed = true;
      });
      return runtime;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
      started.countDown();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(NightjarAutoConfiguration.class)
  static class Customized {
    @Bean
    RuntimeCustomizer bigQueries() {
      return runtime -> runtime.engine("java:kernel=plain")
          .limits(RuntimeLimits.DEFAULT.withQueryBytes(1 << 21));
    }
  }
}
