package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final Path IRIS = Home.models().resolve("fixtures/iris.csv");
  private static final Path TREE = Home.models().resolve("spam-tree/model.onnx");

  @ParameterizedTest
  @ValueSource(strings = {"demo", "compile", "inspect", "hub", "serve", "health", "token", "keygen", "play", "bench",
      "load", "soak", "doctor"})
  void everyCommandExplainsItself(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: nightjar " + command).contains("--help", "--verbose");
    assertThat(run.out().lines()).allSatisfy(line ->
        assertThat(line.length()).as(line).isLessThanOrEqualTo(Terminal.WIDTH));
  }

  @Test
  void theTopHelpNamesEveryCommandAndWhereToStart() {
    assertThat(CommandRun.of("--help").out())
        .contains("demo", "compile", "inspect", "hub", "serve", "health", "token", "keygen", "play", "bench", "load",
            "soak", "doctor", "./nightjar demo");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "                                   | which command? One of demo, compile",
      "pley                               | did you mean play?",
      "demo --sampels 3                   | did you mean --samples?",
      "demo --samples 0                   | '0' is neither a positive number nor 'all'",
      "demo --samples some                | 'some' is neither",
      "demo --samples -1                  | '-1' is neither",
      "demo --quantizer exact             | expected one of [AUTO, UNIFORM, THRESHOLDS]",
      "demo --keys ternary                | expected uniform, unrolled or block-binary, not 'ternary'",
      "demo --threads many                | 'many' is not an int",
      "bench --threads 0                  | '0' is neither a positive number nor 'all'",
      "bench --batches 1,two              | 'two' is not an int",
      "bench --kernel magic               | expected one of [AUTO, VECTOR, PLAIN]",
      "load --seconds 0                   | more than 0 and at most 3600 seconds, not 0",
      "load --connections 9               | 52 to 10000 connections",
      "soak --duration half               | 'half' is no time like 90s, 30m or 8h",
      "soak --duration 7s --interval 1s   | at least 8 intervals",
      "soak --share 100                   | between 0 and 1, not at 1.0",
      "compile                            | MODEL",
      "serve                              | say what to serve: --models FOLDER",
      "hub                                | which command? One of list, pull, add",
      "hub pull x                         | Missing required option: '--into=FOLDER'",
      "serve --models x --port web        | 'web' is not an int",
      "token                              | Missing required parameter: 'NAME'",
      "keygen                             | Missing required option: '--out=FOLDER'",
      "inspect                            | Missing required parameter: 'TARGET'",
      "play --data x --url http://[        | --url"})
  void misuseIsOneLineWithExitCodeTwo(String arguments, String expected) {
    CommandRun run = CommandRun.of(arguments == null ? new Object[0] : (Object[]) arguments.split(" +"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("nightjar").contains(expected);
  }

  @Test
  void failuresAreOneLineWithTheRemedy() {
    assertFailure("/nope/model.onnx does not exist", "compile", "/nope/model.onnx", "--data", IRIS);
    assertFailure("/nope.csv does not exist", "compile", TREE, "--data", "/nope.csv");
    assertFailure("has 5 columns, 'sepal_length'", "compile", TREE, "--data", IRIS, "--name", "x");
    assertFailure("1 to 12 bits", "compile", TREE, "--data", IRIS, "--bits", 77);
    assertFailure("failure bound", "compile", TREE, "--data", IRIS, "--failure", 3);
    assertFailure("letters, digits", "compile", TREE, "--data", IRIS, "--name", "../x");
    assertFailure("not an ONNX model", "compile", IRIS, "--data", IRIS);
    assertFailure("/nope does not exist", "inspect", "/nope");
    assertFailure("holds no bundle", "inspect", Home.models());
    assertFailure("a URL like http://", "play", "--data", IRIS, "--url", "ftp://127.0.0.1/");
    assertFailure("/nope", "serve", "--models", "/nope");
    assertFailure("can be served", "serve", "--models", Home.models().resolve("spam-tree"));
    assertFailure("does not answer", "health", "--url", "http://127.0.0.1:1/");
    assertFailure("is no http or https address", "health", "--url", "file:///etc/");
    assertFailure("1 to 64 letters", "token", "two words");
    assertFailure("--token-in-clear", "inspect", "http://192.0.2.1/", "--token", "abc");
    assertFailure("/nope does not exist", "play", "--data", IRIS, "--token-file", "/nope");
    assertFailure("at least one unfinished key", "serve", "--models", IRIS, "--caller-uploads", 0);
    assertFailure("at least one unknown uid", "serve", "--models", IRIS, "--caller-unknown-uids", 0);
    assertFailure("/nope does not exist", "serve", "--models", IRIS.getParent(), "--tokens", "/nope");
    assertFailure("there is no parameter set 'NJ0'; there are NJ1_M1_P64", "bench", "--sets", "NJ0");
    assertFailure("a batch size is 1 to 4096, not 0", "bench", "--batches", 0);
    assertFailure("each engine is named once, unlike in [java, java]", "bench", "--engines", "java,java");
    assertFailure("1 second to 24 hours", "bench", "--seconds", 0);
    assertFailure("there is no engine 'abacus'; there is java: choose", "demo", "--engine", "abacus");
    assertFailure("nightjar-engine-native", "demo", "--engine", "native");
    assertFailure("there is no engine 'abacus'", "bench", "--engines", "java,abacus", "--rounds", 1);
  }

  /** Each asks again for seconds, so that they do it at the same time. */
  @Test
  void anEndpointThatIsNotThereIsOneLineWithTheRemedy() {
    CompletableFuture.allOf(
        CompletableFuture.runAsync(() -> assertFailure("is the endpoint running?", "inspect", "http://127.0.0.1:1/")),
        CompletableFuture.runAsync(() -> assertFailure("is the endpoint running?", "play", "--data", IRIS, "--url",
            "http://127.0.0.1:1/"))).join();
  }

  private static void assertFailure(String expected, Object... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).as(run.toString()).isPositive();
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("nightjar " + arguments[0] + ": ").contains(expected);
  }

  @Test
  void theVersionNamesTheJavaThatRuns() {
    assertThat(CommandRun.of("--version").out()).contains("nightjar", Runtime.version().toString());
  }

  /** One run, as the doctor waits until the engine is warm. */
  @Test
  void theDoctorFindsAnEngineAndThePluginsAndSaysWhichIsRefusedAndWhy(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "this is no zip");
    CommandRun run = CommandRun.of("doctor", "--plugins", folder);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(Runtime.version().toString())
        .containsPattern("engine java +available: \\S+")
        .containsPattern("engine native +not built; it is optional")
        .containsPattern(HugePages.here().text().map(text -> "huge pages +" + text.split(":")[0]).orElse("machine"))
        .contains("'linear'", "'tree-ensemble'", "./nightjar demo")
        .containsPattern("broken\\.jar is refused: .*not a whole jar");
  }
}
