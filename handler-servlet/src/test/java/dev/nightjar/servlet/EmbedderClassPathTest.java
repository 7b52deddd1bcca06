package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.HandedOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the class path of an application gets that depends on this artifact: the tree of this very build. */
class EmbedderClassPathTest {
  private static final Path TREE = Path.of("target", "dependency-tree.txt");

  @Test
  void anEmbedderGetsJacksonLoggingAndWhatIsOurs() throws IOException {
    assertThat(HandedOn.artifacts(Files.readAllLines(TREE))).containsExactlyInAnyOrder("jackson-annotations",
        "jackson-core", "jackson-databind", "nightjar-api", "nightjar-bundle",
        "nightjar-extensions", "nightjar-runtime", "slf4j-api");
  }

  @Test
  void branchesThatAreNotHandedOnAreLeftOut() {
    assertThat(HandedOn.artifacts(List.of("a:root:jar:1", "+- g:kept:jar:1:compile", "|  \\- g:below:jar:1:runtime",
        "+- g:opt:jar:1:compile (optional)", "|  \\- g:hidden:jar:1:compile", "\\- g:t:jar:1:test",
        "   \\- g:hidden:jar:1:compile"))).containsExactly("kept", "below");
  }
}
