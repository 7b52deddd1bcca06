package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.Prediction;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows, compiled and run as it stands there. */
class ReadmeExampleTest {
  /** With the tree as {@code compile} makes it where nothing else is asked for. */
  @TempDir
  private static Path folder;

  @TempDir
  private Path work;

  @BeforeAll
  static void compileTree() throws IOException {
    CommandRun.compileLevelledTree(CommandRun.tree().name(), folder);
  }

  @Test
  void theClientOfTheReadmeClassifiesAMailThatTheServerCannotRead() throws Exception {
    try (NightjarRuntime nightjar = NightjarRuntime.builder().models(folder).build();
        NightjarServer server = NightjarServer.builder(nightjar).start()) {
      String client = snippet("EndpointClient endpoint = ");
      assertThat(run("OverHttp", client, "\"https://host/fhe/\"", server.uri().toString()).label()).isEqualTo("1");
    }
  }

  @Test
  void bothSidesOfTheReadmeClassifyAMailWithoutHttp() throws Exception {
    String bothSides = snippet("ClientBundle.read(");
    assertThat(run("WithoutHttp", bothSides, "\"served\"", folder.toString()).label()).isEqualTo("1");
  }

  /** The one Java snippet of the README that holds a text. */
  private static String snippet(String text) throws IOException {
    List<String> found = Pattern.compile("^```java\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL).matcher(readme())
        .results().map(match -> match.group(1)).filter(code -> code.contains(text)).toList();
    assertThat(found).as("snippets with %s", text).hasSize(1);
    return found.get(0);
  }

  /**
   * Compiles a snippet as the body of a method, and calls it with a spam mail.
   *
   * @param name of the class
   * @param literal a literal of the snippet, which occurs once and stands for {@code value}
   * @return what the snippet calls {@code prediction}
   */
  private Prediction run(String name, String snippet, String literal, String value) throws Exception {
    assertThat(snippet).containsOnlyOnce(literal).containsOnlyOnce("Prediction prediction = ");
    String body = snippet.replace(literal, "place").replace("Prediction prediction = ", "return ");
    Path source = Files.writeString(work.resolve(name + ".java"), """
        import dev.nightjar.api.keys.*;
        import dev.nightjar.api.model.*;
        import dev.nightjar.bundle.*;
        import dev.nightjar.client.*;
        import dev.nightjar.client.host.*;
        import dev.nightjar.client.http.*;
        import dev.nightjar.runtime.*;
        import java.net.URI;
        import java.nio.file.Path;
        import java.util.*;

        public class %s {
          public Prediction apply(String place, double[] mail) {
        %s  }
        }
        """.formatted(name, body.indent(4)));
    double[] mail = CsvData.readLabelLast(Home.models().resolve("spam-tree/spambase.csv.gz")).rows()[0];
    try (CompiledSources compiled = CompiledSources.of(List.of(source), CompiledSources.wholeClassPath(), work)) {
      Object example = compiled.load(name).getConstructor().newInstance();
      return (Prediction) example.getClass().getMethod("apply", String.class, double[].class)
          .invoke(example, value, mail);
    }
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("../README.md"));
  }

  /** Every command line of the README, up to its options, is one that the program knows. */
  @Test
  void everyCommandOfTheReadmeIsKnownWithItsOptions() throws IOException {
    String readme = readme().replace("\\\n", " ");
    Matcher commands = Pattern.compile("^\\./nightjar (hub \\w+|\\w+)([^#\\n]*)", Pattern.MULTILINE).matcher(readme);
    int found = 0;
    while (commands.find()) {
      // That one is a script, whose options stand at its head.
      String help = commands.group(1).equals("dist") ? Files.readString(Path.of("../packaging/dist"))
          : CommandRun.of((Object[]) (commands.group(1) + " --help").split(" ")).out();
      Matcher options = Pattern.compile("--[a-z-]+").matcher(commands.group(2));
      while (options.find()) {
        assertThat(help).as(commands.group()).contains(options.group());
      }
      found++;
    }
    assertThat(found).isGreaterThanOrEqualTo(6);
  }
}
