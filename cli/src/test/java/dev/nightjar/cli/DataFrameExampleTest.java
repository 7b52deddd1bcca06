package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's three commands from a pipeline of a data frame to encrypted predictions, run as they stand there. */
@Timeout(300)
class DataFrameExampleTest {
  private static final Pattern READY = Pattern.compile("Serving 1 model at (http://127\\.0\\.0\\.1:\\d+/) with .+");

  /** Rows that are sent, instead of the README's. */
  private static final int SAMPLES = 3;

  @TempDir
  private Path served;

  @TempDir
  private Path keys;

  @Test
  void threeCommandsLeadFromOnnxToEncryptedPredictions() throws Exception {
    List<String> commands = commands();
    assertThat(commands).hasSize(3);

    CommandRun compiled = CommandRun.of((Object[]) arguments(commands.get(0)));
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    assertThat(compiled.out()).contains("client prefix", "Imputer", "OneHotEncoder", "float 142/160");

    Lines out = new Lines();
    StringWriter err = new StringWriter();
    FutureTask<Integer> exitCode = new FutureTask<>(() -> NightjarCommand.commandLine(
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null))
        .execute(arguments(commands.get(1).replace("--port 8080", "--port 0")
            + " --warm-up 0 --keys " + keys)));
    Thread serving = new Thread(exitCode, "serve");
    serving.start();
    try {
      Matcher ready = READY.matcher(String.valueOf(out.lines.poll(60, TimeUnit.SECONDS)));
      assertThat(ready.matches()).as(err.toString()).isTrue();

      CommandRun played = CommandRun.of((Object[]) arguments(commands.get(2)
          .replace("http://localhost:8080/", ready.group(1)).replaceFirst("--samples \\d+", "--samples " + SAMPLES)));
      assertThat(played.exitCode()).as(played.err()).isZero();
      assertThat(played.out().lines().filter(line -> line.matches(
          "for \\d-th input, prediction=(repaid|defaulted) with expected (repaid|defaulted) in .*"))).hasSize(SAMPLES);
    } finally {
      serving.interrupt();
      assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  /** The commands of the README's block about {@code models/loans}. */
  private static List<String> commands() throws IOException {
    String readme = Files.readString(Home.models().resolveSibling("README.md")).replace("\\\n", " ");
    Pattern fence = Pattern.compile("^```\n(\\./nightjar compile models/loans.*?)^```",
        Pattern.MULTILINE | Pattern.DOTALL);
    String block = fence.matcher(readme).results().map(match -> match.group(1)).findFirst().orElseThrow();
    return block.lines().toList();
  }

  /** Without the program's name; paths of the project and the folder of models are those of this test. */
  private String[] arguments(String command) {
    return Stream.of(command.trim().split("\\s+")).skip(1)
        .map(word -> word.startsWith("models/") ? Home.models().resolveSibling(word).toString()
            : word.equals("served") ? served.toString() : word)
        .toArray(String[]::new);
  }
}
