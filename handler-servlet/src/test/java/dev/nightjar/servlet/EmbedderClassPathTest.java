package dev.nightjar.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the class path of an application gets that depends on this artifact: the tree that Maven resolved for this
 * build, without the branches of optional, provided and test dependencies, which are not handed on.
 */
class EmbedderClassPathTest {
  private static final Path TREE = Path.of("target", "dependency-tree.txt");
  private static final Pattern LINE = Pattern.compile("([|+\\\\ -]+)[\\w.-]+:([\\w.-]+):jar:[\\w.-]+:(\\w+)(.*)");
  private static final int INDENT = 3;

  @Test
  void anEmbedderGetsJacksonLoggingAndWhatIsOurs() throws IOException {
    assertThat(handedOn(Files.readAllLines(TREE))).containsExactlyInAnyOrder("jackson-annotations", "jackson-core",
        "jackson-databind", "nightjar-api", "nightjar-bundle", "nightjar-extensions", "nightjar-runtime", "slf4j-api");
  }

  @Test
  void branchesThatAreNotHandedOnAreLeftOut() {
    assertThat(handedOn(List.of("a:root:jar:1", "+- g:kept:jar:1:compile", "|  \\- g:below:jar:1:runtime",
        "+- g:opt:jar:1:compile (optional)", "|  \\- g:hidden:jar:1:compile", "\\- g:t:jar:1:test",
        "   \\- g:hidden:jar:1:compile"))).containsExactly("kept", "below");
  }

  private static List<String> handedOn(List<String> tree) {
    List<String> artifacts = new ArrayList<>();
    int leftOut = Integer.MAX_VALUE;
    for (String line : tree) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        int depth = matcher.group(1).length() / INDENT;
        String scope = matcher.group(3);
        if (depth <= leftOut) {
          boolean kept = (scope.equals("compile") || scope.equals("runtime")) && !matcher.group(4).contains("optional");
          leftOut = kept ? Integer.MAX_VALUE : depth;
          if (kept) {
            artifacts.add(matcher.group(2));
          }
        }
      }
    }
    return artifacts;
  }
}
