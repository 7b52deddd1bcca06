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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of {@code docs/embedding.md} says what the examples are. */
class EmbeddingPageTest {
  private static final Pattern ROW = Pattern.compile(
      "\\[examples/([a-z-]+)]\\(../examples/\\1\\) \\| (\\d+) \\| (\\d+) \\|");

  private static String page() throws IOException {
    return Files.readString(ExampleSources.project("..").resolve("docs/embedding.md"));
  }

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(page()).results().toList();
  }

  @Test
  void everyProjectHasTheLinesThatItsRowSays() throws IOException {
    assertThat(rows()).extracting(row -> row.group(1))
        .containsExactly("tomcat", "tomcat-war", "jetty", "undertow", "jdk-server", "vertx", "spring-boot");
    for (MatchResult row : rows()) {
      Path project = ExampleSources.project(row.group(1));
      assertThat(ExampleSources.lines(project)).as(row.group()).isEqualTo(Long.parseLong(row.group(2)));
      assertThat(ExampleSources.ownLines(project)).as(row.group()).isEqualTo(Long.parseLong(row.group(3)));
    }
  }

  /** So no line that is there for Nightjar is left out of the count. */
  @Test
  void withoutTheLinesThatAreNightjarsAProjectIsAServerWithoutIt(@TempDir Path folder) throws IOException {
    for (MatchResult row : rows()) {
      if (!row.group(1).equals("spring-boot")) { // whose application has no line of Nightjar
        Path copy = folder.resolve(row.group(1));
        ExampleSources.withoutNightjar(ExampleSources.project(row.group(1)), copy);
        ExampleSources.compile(copy, ClassPath.whole(), Files.createDirectory(copy.resolve("classes")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk-server", "vertx"})
  void aServerWithoutServletsHasAtMostFortyLines(String project) throws IOException {
    assertThat(ExampleSources.lines(ExampleSources.project(project))).isLessThanOrEqualTo(40);
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
