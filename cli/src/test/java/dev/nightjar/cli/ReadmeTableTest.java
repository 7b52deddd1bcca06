package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of engines is what its program makes of the committed bench. */
@Timeout(120)
class ReadmeTableTest {
  private static final Path PROJECT = Home.models().toAbsolutePath().getParent();
  private static final Path PROGRAM = Path.of("docs", "figures", "ReadmeTable.java");
  private static final Path BENCH = Path.of("docs", "figures", "bench.json");

  /** The program, compiled once. */
  @TempDir
  private static Path classes;

  @TempDir
  private Path copy;

  /** How the program ended, and what it said. */
  private record Ended(int exitCode, String said) {
  }

  @BeforeAll
  static void compile() {
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(),
        PROJECT.resolve(PROGRAM).toString())).isZero();
  }

  @BeforeEach
  void copyWhatItReads() throws IOException {
    Files.createDirectories(copy.resolve(BENCH).getParent());
    for (Path file : List.of(BENCH, Path.of("README.md"))) {
      Files.copy(PROJECT.resolve(file), copy.resolve(file));
    }
  }

  private static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(List.of("-cp", classes.toString(), "ReadmeTable"), folder, arguments);
  }

  private static Ended run(List<String> program, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  @Test
  void theReadmeHasTheFiguresOfTheCommittedBench() throws Exception {
    assertThat(run(List.of(PROJECT.resolve(PROGRAM).toString()), PROJECT, "--check")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void aFigureThatWasTypedIsFoundAndPutRight() throws Exception {
    String right = Files.readString(copy.resolve("README.md"));
    String typed = right.replaceFirst("\\| 1 \\| 8 \\| [0-9.]+", "| 1 | 8 | 0.01");
    assertThat(typed).isNotEqualTo(right);
    Files.writeString(copy.resolve("README.md"), typed);
    Ended checked = run(copy, "--check");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.said()).contains("README.md has not the figures of").contains("bench.json");
    assertThat(run(copy)).isEqualTo(new Ended(0, ""));
    assertThat(copy.resolve("README.md")).hasContent(right);
  }

  @Test
  void aBenchThatCannotBeShownIsRefusedWithTheReason() throws Exception {
    String whole = Files.readString(copy.resolve(BENCH));
    String[][] cases = {{"\"wrong\" : 0", "\"wrong\" : 1", "wrong results"},
        {"\"cpu\"", "\"gpu\"", "machine has no cpu"},
        {"\"batch\" : 1,", "\"batch\" : \"one\",", "batch is not a number"}, {"}\\s*$", "", "no JSON at character"}};
    for (String[] broken : cases) {
      Files.writeString(copy.resolve(BENCH), whole.replaceFirst(broken[0], broken[1]));
      Ended ended = run(copy);
      assertThat(ended.exitCode()).as(broken[2]).isEqualTo(1);
      assertThat(ended.said()).contains(broken[2]).hasLineCount(1);
    }
    assertThat(copy.resolve("README.md")).hasSameTextualContentAs(PROJECT.resolve("README.md"));
  }

  @Test
  void aReadmeWithoutThePlaceIsLeftAlone() throws Exception {
    Files.writeString(copy.resolve("README.md"), "# Nightjar\n");
    assertThat(run(copy).said()).contains("needs these two lines", "Written by");
    assertThat(copy.resolve("README.md")).hasContent("# Nightjar");
  }
}
