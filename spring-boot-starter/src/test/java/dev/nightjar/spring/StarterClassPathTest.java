package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.HandedOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the class path of an application gets that depends on the starter: the tree of this very build. */
class StarterClassPathTest {
  @Test
  void anApplicationGetsJacksonLoggingAndWhatIsOurs() throws IOException {
    assertThat(HandedOn.artifacts(Files.readAllLines(Path.of("target", "dependency-tree.txt"))))
        .containsExactlyInAnyOrder("jackson-annotations", "jackson-core", "jackson-databind", "nightjar-api",
            "nightjar-bundle", "nightjar-engine-java", "nightjar-extensions", "nightjar-handler-servlet",
            "nightjar-metrics", "nightjar-runtime", "slf4j-api");
  }
}
