package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code compile}, {@code inspect} and {@code play} with a pipeline of numbers and categories, by column names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineCommandsTest {
  private static final Path CASE = Home.models().resolve("cases/onehot-columns-logreg");
  private static final String[] COLUMNS = {"age", "income", "city", "job", "y"};

  private Path folder;
  private NightjarRuntime runtime;
  private NightjarServer server;
  private CommandRun compiled;

  @BeforeAll
  void serve(@TempDir Path temporary) throws IOException {
    folder = temporary;
    compiled = compile(CASE.resolve("data.csv"), "jobs");
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    runtime = NightjarRuntime.builder().models(folder.resolve("bundles")).build();
    server = NightjarServer.builder(runtime).start();
  }

  @AfterAll
  void stop() {
    server.close();
    runtime.close();
  }

  private CommandRun compile(Path table, String name, Object... more) {
    Object[] arguments = {"compile", CASE.resolve("model.onnx"), "--data", table, "--name", name, "--out",
        folder.resolve("bundles")};
    return CommandRun.of(Stream.of(arguments, more).flatMap(Stream::of).toArray());
  }

  private CommandRun play(Path table, Object... more) {
    Object[] arguments = {"play", "--url", server.uri(), "--model", "jobs", "--samples", 6, "--data", table};
    return CommandRun.of(Stream.of(arguments, more).flatMap(Stream::of).toArray());
  }

  /** The table of the case with other columns in another order, names and a separator of its own. */
  private Path table(String name, String separator, int[] order, String... names) throws IOException {
    List<String> lines = new ArrayList<>(List.of(String.join(separator, names)));
    List<String> rows = Files.readAllLines(CASE.resolve("data.csv"));
    for (int row = 1; row < rows.size(); row++) {
      String[] cells = rows.get(row).split(",");
      int number = row - 1;
      lines.add(String.join(separator, IntStream.of(order)
          .mapToObj(column -> column < 0 ? String.valueOf(number) : cells[column]).toList()));
    }
    return Files.write(folder.resolve(name), lines);
  }

  @Test
  void theReportAndInspectSayWhatRunsWhereAndWhatThatTells() {
    assertThat(compiled.out()).contains("4 columns by name, 2 of text: age, income, city (text), job",
            "OneHotEncoder x 2", "9 features of 4 columns", "encrypted core       linear model of 9 features",
            "client suffix        none", "categories (7 texts)")
        .containsPattern("accuracy +float 186/200 = 0.9300, quantised 18\\d/200").doesNotContain("WARNING");
    String inspected = CommandRun.of("inspect", folder.resolve("bundles")).out().replaceAll("\\s+", " ");
    assertThat(inspected).contains("columns 4 columns by name, 2 of text: age, income, city (text), job (text)",
        "client prefix 5 steps", "encrypted core linear of 9 features and 1 score", "client suffix none",
        "prefix tells every client has categories (7 texts)");
    assertThat(CommandRun.of("inspect", server.uri()).out().replaceAll("\\s+", " "))
        .contains("client prefix 5 steps", "prefix tells every client has categories");
  }

  @Test
  void tablesOfAnyOrderAreEncryptedByTheNamesOfTheirColumns() throws IOException {
    CommandRun plain = play(CASE.resolve("data.csv"));
    assertThat(plain.exitCode()).as(plain.err()).isZero();
    assertThat(plain.out()).containsPattern("for 0-th input, prediction=1 with expected 1 in ");
    List<String> predictions = predictions(plain);
    Path permuted = table("permuted.csv", ";", new int[] {-1, 3, 4, 1, 2, 0}, "", "job", "y", "income", "city", "age");
    CommandRun run = play(permuted);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(predictions(run)).isEqualTo(predictions);
    assertThat(run.out()).contains("semicolons", "column 1, the index of the rows",
        "put into the model's order, by their names", "the label is 'y'");
  }

  private static List<String> predictions(CommandRun run) {
    return run.out().lines().filter(line -> line.contains("-th input, prediction="))
        .map(line -> line.replaceFirst(" in [0-9.]+ seconds$", "")).toList();
  }

  @Test
  void aTableWithoutLabelsIsPlayedWithoutExpectations() throws IOException {
    CommandRun run = play(table("unlabelled.csv", ",", new int[] {0, 1, 2, 3}, "age", "income", "city", "job"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("no column is a label").containsPattern("for 5-th input, prediction=. in ")
        .doesNotContain("expected", "Accuracy");
  }

  @Test
  void renamedColumnsAreRefusedUntilTheirNamesAreSaid() throws IOException {
    Path renamed = table("renamed.csv", "\t", new int[] {4, 0, 1, 2, 3}, "bought", "Age", "Income", "City", "Job");
    CommandRun refused = play(renamed);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains("no column 'age', 'income', 'city', 'job'", "'Age'", "--columns");
    CommandRun said = play(renamed, "--columns", "Age,Income,City,Job");
    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(predictions(said)).isEqualTo(predictions(play(CASE.resolve("data.csv"))));
  }

  @Test
  void hostileNamesOfColumnsAreShownAsEscapes() throws IOException {
    Path hostile = table("hostile.csv", ",", new int[] {0, 1, 2, 3, 4}, "a\u001b[2J", "b", "c", "d", "e");
    CommandRun refused = play(hostile);
    assertThat(refused.err()).contains("a\\u001b[2J").doesNotContain("\u001b");
    CommandRun compiled = compile(hostile, "hostile", "--columns", "a\u001b[2J,b,c,d");
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    assertThat(compiled.out()).contains("a\\u001b[2J").doesNotContain("\u001b");
    assertThat(CommandRun.of("inspect", folder.resolve("bundles/hostile")).out()).contains("a\\u001b[2J")
        .doesNotContain("\u001b");
  }

  @Test
  void namesThatAreSaidWhenCompilingStayWithTheModel() throws IOException {
    Path renamed = table("own.csv", ",", new int[] {0, 1, 2, 3, 4}, "a", "b", "c", "d", "e");
    CommandRun run = compile(renamed, "own", "--columns", "a,b,c,d");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(CommandRun.of("inspect", folder.resolve("bundles/own")).out()).contains("a, b, c (text), d (text)");
    assertThat(compile(renamed, "own", "--columns", "a,b").err()).contains("4 columns, and 2 names");
  }

  @Test
  void predictionsOfTheTrainingLibraryAreComparedWithTheFile() throws IOException {
    List<String> rows = Files.readAllLines(CASE.resolve("data.csv"));
    List<String> expected = Files.readAllLines(CASE.resolve("expected.txt")).stream()
        .filter(line -> !line.startsWith("#")).toList();
    List<String> lines = new ArrayList<>(List.of(String.join(",", COLUMNS) + ",native"));
    for (int row = 0; row < expected.size(); row++) {
      int prediction = Integer.parseInt(expected.get(row));
      lines.add(rows.get(row + 1) + "," + (row % 20 == 7 ? 1 - prediction : prediction));
    }
    CommandRun run = compile(Files.write(folder.resolve("native.csv"), lines), "native", "--expect", "native");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("190/200 = 0.9500 of its predictions", "WARNING: the file is probably not what was",
        "native.csv, line 9: ");
    assertThat(compile(folder.resolve("native.csv"), "native", "--expect", "other").err()).contains("'other'");
  }
}
