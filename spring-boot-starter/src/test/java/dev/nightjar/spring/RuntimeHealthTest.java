package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.embedding.DataOwner;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the health of a runtime tells. */
class RuntimeHealthTest {
  @Test
  void aBundleThatCannotBeServedIsNamedWithTheReason(@TempDir Path models) throws IOException {
    DataOwner.writeBundles(models);
    Files.writeString(Files.createDirectory(models.resolve("broken")).resolve("server.zip"), "no archive");
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(models).engine("java:kernel=plain").build()) {
      RuntimeHealth health = RuntimeHealth.of(runtime);
      assertThat(health.ready()).as("others are served").isTrue();
      assertThat(health.details()).containsEntry("state", "ok").containsEntry("engine", "java")
          .extractingByKey("models", InstanceOfAssertFactories.map(String.class, String.class))
          .containsOnlyKeys("echo", "sum");
      assertThat(health.details())
          .extractingByKey("failed_models", InstanceOfAssertFactories.map(String.class, String.class))
          .hasEntrySatisfying("broken", reason -> assertThat(reason).isNotBlank());
      runtime.drain();
      assertThat(RuntimeHealth.of(runtime).ready()).isFalse();
      assertThat(RuntimeHealth.of(runtime).details()).containsEntry("state", "draining");
    }
  }
}
