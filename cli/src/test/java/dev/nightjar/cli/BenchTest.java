package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
  private static final String CHEAP = "NJ1_M1_P64";

  @Test
  void oneRoundGivesATableAllSamplesAndAChart(@TempDir Path folder) throws IOException {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--rounds", 1, "--seconds", 1,
        "--batches", "1,2", "--threads", "1", "--out", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(Runtime.version().toString(), "load average", "Warm-up", "id=" + CHEAP)
        .containsPattern("key generation +\\S+ m?s")
        .containsPattern("engine java +\\S+.* 1 thread; loads a key in")
        .containsPattern("(?m)^1 +1 +java +[0-9.]+ +[0-9.]+ +[0-9.]+ \\.\\. [0-9.]+ +[0-9.]+ +8$")
        .containsPattern("(?m)^1 +2 +java .* 4$");
    assertThat(run.err()).contains(CHEAP + ", 1 thread: ");
    assertThat(Files.readString(folder.resolve("bench.json"))).contains("\"wrong\" : 0", "samplesMillis");
    assertThat(folder.resolve("bench-" + CHEAP + ".png")).isNotEmptyFile();
  }

  @Test
  void theKernelIsChosenForTheBenchAlone(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--rounds", 1, "--seconds", 1, "--batches", "1",
        "--threads", "1", "--kernel", "plain", "--out", folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("engine java +plain");
    assertThat(System.getProperty("nightjar.engine.kernel")).isNull();
  }

  @Test
  void aFolderThatCannotBeMadeIsFoundOutBeforeAnythingIsMeasured(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));
    CommandRun run = CommandRun.of("bench", "--out", file.resolve("bench"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().startsWith("nightjar bench: ").contains("taken");
  }

  @Test
  void anEngineThatIsNotThereIsOneLine(@TempDir Path folder) {
    CommandRun run = CommandRun.of("bench", "--sets", CHEAP, "--engines", "java,abacus", "--out", folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.startsWith("nightjar bench: ")))
        .singleElement().asString().contains("there is no engine 'abacus'");
    assertThat(run.out()).isEmpty();
  }
}
