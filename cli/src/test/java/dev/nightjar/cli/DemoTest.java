package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo} from end to end, through a real server. */
@Order(4)
class DemoTest {
  @TempDir
  private Path folder;

  @Test
  void theDemoPlaysModelsAndComparesThemWithTheArticle() throws IOException {
    Path table = folder.resolve("table.md");
    CommandRun run = CommandRun.of("demo", "--cold", "--samples", 2, "--model", "logreg", "--model", "spam-tree",
        "--model", "spam-tree-bootstrapped", "--table", table);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).contains("Logistic regression", "Decision tree")
        .contains("float 0.9750, quantised 0.9750", "float 0.9146, quantised 0.9146")
        .containsPattern("Server at http://127\\.0\\.0\\.1:\\d+/ with engine java: ")
        .contains("for 1-th input, prediction=0 with expected 0")
        .contains("Accuracy on 2 samples is 1.0")
        .contains("on all 2 samples, integer by integer")
        .contains("strategy             levelled-bits: the fastest that reveals nothing but scores and loses nothing")
        .contains("What it cost", "4.123 s", "0.8958 (619 of 691)", "170.3 MiB", "2 of 2");
    assertThat(run.out().lines()).allSatisfy(line ->
        assertThat(line.length()).as(line).isLessThanOrEqualTo(100));
    assertThat(Files.readAllLines(table)).filteredOn(line -> line.startsWith("| ")).hasSize(4)
        .anySatisfy(line ->
            assertThat(line).contains("Decision tree", "levelled-bits", "1.2 MiB", "2 of 2", "article"));
  }

  /** A model without a key and a kernel that needs no compilation of its own, as that is waited for. */
  @Test
  void modelsAreWarmBeforeTheyArePlayedWith() {
    CommandRun run = CommandRun.of("demo", "--samples", 2, "--model", "logreg", "--engine", "java:kernel=plain");
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).containsSubsequence("Server at ",
        "Warm-up              each model ran until its code was compiled, ", "Playing with logreg",
        "on all 2 samples, integer by integer");
  }

  @Test
  void digitsAreClassifiedBlindAndDrawnWithTheirPredictions() throws IOException {
    CommandRun run = CommandRun.of("demo", "--cold", "--samples", 3, "--model", "digits", "--predicted");
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).containsPattern(
        "(?m)^digits +ferns( +[0-9.]+ \\S+){3}( +[0-9.]+){2}$");
    assertThat(run.out()).contains("ferns", "on all 3 samples, integer by integer", "digits.png");
    BufferedImage picture = ImageIO.read(Home.workFolder("demo").resolve("digits.png").toFile());
    assertThat(picture.getWidth()).isGreaterThan(500);
    assertThat(picture.getHeight()).isGreaterThan(80);
  }

  @Test
  void aModelOfTheHubWithAKeyIsPlayedWithByOneCommand() {
    CommandRun run = CommandRun.of("demo", "--cold", "--samples", 2, "--hub", "spam-tree");
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).containsSubsequence("Server at ", "Playing with spam-tree", "Sending the key",
        "Accuracy on 2 samples is 1.0", "Evaluation key       1,228,876 bytes");
    assertThat(CommandRun.of("demo", "--hub", "spam-tree", "--model", "iris").err()).contains("leave out", "--model");
    assertThat(CommandRun.of("demo", "--hub", "llm").err()).contains("the hub has no llm", "spam-tree");
  }

  @Test
  void aModelThatTheDemoDoesNotHaveIsRefusedWithThoseThatThereAre() {
    CommandRun run = CommandRun.of("demo", "--model", "llm");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("'llm'", "spam-tree", "mnist");
  }

  @Test
  void aServerThatAnswersWronglyIsCaughtRowByRow() throws IOException {
    assertThat(CommandRun.compile(CommandRun.regression(), folder, "--quantizer", "uniform").exitCode()).isZero();
    ServerBundle honest = ServerBundle.read(folder.resolve("logreg"));
    ServerBundle wrong = new ServerBundle(honest.name(), honest.kind(), honest.features(),
        honest.failureLog2(), shifted(honest.circuit()), honest.notes(), honest.clientZip());
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(folder).model(wrong).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      CommandRun run = CommandRun.of("demo", "--samples", 2, "--url", server.uri(), "--quantizer", "uniform",
          "--model", "logreg");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("NO: results of inputs [0, 1] differ from the clear model's")
          .contains("0 of 2");
    }
  }

  /** The circuit with a hundredth of the torus added to every sum over the query. */
  private static Circuit shifted(Circuit circuit) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : circuit.nodes()) {
      nodes.add(node instanceof Node.Extract extract ? new Node.Extract(shifted(extract.map())) : node);
    }
    Circuit wrong = new Circuit(circuit.parameters(), circuit.inputs(), nodes, circuit.outputs(), circuit.outputBits(),
        circuit.hiding());
    return circuit.shortQuery().map(wrong::taking).orElse(wrong);
  }

  private static SparseMap shifted(SparseMap map) {
    SparseMap.Builder out = SparseMap.builder(map.columns());
    for (int row = 0; row < map.rows(); row++) {
      int terms = map.start(row + 1) - map.start(row);
      int[] columns = new int[terms];
      long[] weights = new long[terms];
      for (int t = 0; t < terms; t++) {
        columns[t] = map.column(map.start(row) + t);
        weights[t] = map.weight(map.start(row) + t);
      }
      out.row(columns, weights, map.constant(row) + Long.MAX_VALUE / 50);
    }
    return out.build();
  }

  @Test
  void aServerWithAnotherModelOfThatNameIsRefused() throws IOException {
    assertThat(CommandRun.compile(CommandRun.regression(), folder, "--bits", 4).exitCode()).isZero();
    try (NightjarRuntime runtime = NightjarRuntime.builder().models(folder).build();
        NightjarServer server = NightjarServer.builder(runtime).start()) {
      CommandRun run = CommandRun.of("demo", "--samples", 2, "--url", server.uri(), "--model", "logreg");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("is not the one compiled here", "leave out --url");
    }
  }
}
