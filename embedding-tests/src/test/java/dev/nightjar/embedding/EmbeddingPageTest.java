package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/embedding.md} says what the examples are. */
class EmbeddingPageTest {
  private static final Pattern ROW = Pattern.compile("\\[examples/([a-z-]+)]\\(../examples/\\1\\) \\| (\\d+) \\|");

  private static String page() throws IOException {
    return Files.readString(ExampleSources.project("..").resolve("docs/embedding.md"));
  }

  @Test
  void everyProjectHasTheLinesThatItsRowSays() throws IOException {
    List<MatchResult> rows = ROW.matcher(page()).results().toList();
    assertThat(rows).extracting(row -> row.group(1))
        .containsExactly("tomcat-war", "jetty", "undertow", "jdk-server", "vertx", "spring-boot");
    for (MatchResult row : rows) {
      assertThat(ExampleSources.lines(ExampleSources.project(row.group(1)))).as(row.group())
          .isEqualTo(Long.parseLong(row.group(2)));
    }
  }

  @Test
  void everyTestOfThisModuleIsNamed() throws IOException {
    try (Stream<Path> tests = Files.list(
        ExampleSources.project("..").resolve("embedding-tests/src/test/java/dev/nightjar/embedding"))) {
      assertThat(tests.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("Test.java"))
          .map(name -> name.replace(".java", "")).filter(name -> !name.equals("EmbeddingPageTest")).toList())
          .allSatisfy(name -> assertThat(page()).contains("`" + name + "`"));
    }
  }
}
