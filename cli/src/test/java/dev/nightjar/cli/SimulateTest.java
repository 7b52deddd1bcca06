package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simulate} on a bundle of the demo's tree. */
class SimulateTest {
  @TempDir
  private Path folder;

  @BeforeEach
  void compile() {
    assertThat(CommandRun.compile(CommandRun.tree(), folder).exitCode()).isZero();
  }

  private CommandRun simulate(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("simulate", folder.resolve("spam-tree")));
    arguments.addAll(CommandRun.data(CommandRun.tree()));
    arguments.addAll(List.of("--samples", 200));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void anExactModelKeepsItsClassesUnderNoise() {
    CommandRun run = simulate("--onnx", CommandRun.tree().onnx(Home.models()), "--draws", 2, "--seed", 7);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("2 runs of each of 200 rows with the noise of the formulas, seed 7")
        .containsPattern("accuracy encrypted 0\\.\\d{4} \\(95 %: 0\\.\\d{4} to 0\\.\\d{4}\\) on 200 rows")
        .contains("as without noise 1.0000 (95 %: 0.9975 to 1.0000) of the rows get the same class")
        .containsPattern("as the float model \\d\\.\\d{4}").contains("noise of scores 0.000 (RMS)");
  }

  @Test
  void withoutTheModelsFileItIsNotComparedWith() {
    assertThat(simulate("--draws", 2).out()).contains("as without noise").doesNotContain("as the float model");
  }

  @Test
  void anotherModelsFileAndTooFewDrawsAreRefused() {
    CommandRun other = simulate("--onnx", CommandRun.regression().onnx(Home.models()));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("takes 30 columns").contains("takes 57: name the file");
    CommandRun few = simulate("--draws", 1);
    assertThat(few.exitCode()).isEqualTo(2);
    assertThat(few.err()).contains("--draws takes a number of at least 2, not 1");
  }
}
