package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The project {@code examples/embed}: compiled with the modules that its pom names, and run. */
@ResourceLock(Resources.SYSTEM_OUT)
class EmbedExampleTest {
  private static final Path PROJECT = Path.of("../examples/embed");

  @TempDir
  private Path served;

  @TempDir
  private Path classes;

  @Test
  void aModelWithBootstrapsIsRunOnAnEncryptedRow() throws Exception {
    double[] mail = CsvData.readLabelLast(Home.models().resolve("spam-tree/spambase.csv.gz")).rows()[0];
    assertThat(run(CommandRun.tree(), mail)).startsWith("1 [").containsPattern(" by (vector|plain)");
  }

  @Test
  void aModelWithoutBootstrapsIsRunWithoutAnEvaluationKey() throws Exception {
    DemoModel model = CommandRun.regression();
    double[] row = CsvData.readLabelLast(Home.models().resolve(model.data())).rows()[0];
    String printed = run(model, row);
    ClientSpec spec = ClientBundle.read(served.resolve(model.name()).resolve("client.zip"));
    assertThat(spec.keyParts()).isEmpty();
    assertThat(spec.task().labels()).anySatisfy(label -> assertThat(printed).startsWith(label + " ["));
  }

  @Test
  void missingArgumentsAreNamed() throws Exception {
    try (CompiledSources example = compiled()) {
      assertThatThrownBy(() -> main(example, List.of("served"))).rootCause()
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the model's name");
    }
  }

  @Test
  void thePomNamesTheModulesThatItIsCompiledWith() throws IOException {
    assertThat(Pattern.compile("<artifactId>(nightjar-[a-z-]+)<").matcher(Files.readString(PROJECT.resolve("pom.xml")))
        .results().map(match -> match.group(1)))
        .containsExactly("nightjar-bom", "nightjar-runtime", "nightjar-engine-java", "nightjar-client-http");
  }

  private String run(DemoModel model, double[] row) throws Exception {
    assertThat(CommandRun.compile(model, served).exitCode()).isZero();
    List<String> arguments = new ArrayList<>(List.of(served.toString(), model.name()));
    Arrays.stream(row).mapToObj(String::valueOf).forEach(arguments::add);
    PrintStream terminal = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (CompiledSources example = compiled()) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      main(example, arguments);
    } finally {
      System.setOut(terminal);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** With the runtime, the clients and what both see. */
  private CompiledSources compiled() throws IOException {
    List<Path> modules = Stream.of(NightjarRuntime.class, EndpointClient.class, ModelClient.class, ClientBundle.class,
        ClientSpec.class).map(EmbedExampleTest::module).toList();
    try (Stream<Path> files = Files.walk(PROJECT.resolve("src/main/java"))) {
      return CompiledSources.of(files.filter(file -> file.toString().endsWith(".java")).toList(), modules, classes);
    }
  }

  private static Path module(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static void main(CompiledSources example, List<String> arguments) throws Exception {
    example.load("com.example.embed.Embed").getMethod("main", String[].class)
        .invoke(null, (Object) arguments.toArray(String[]::new));
  }
}
