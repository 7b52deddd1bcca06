package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.params.AnalogueNeeds;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.LookupTolerance;
import dev.nightjar.api.params.OutputTolerance;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterOptimizer;
import dev.nightjar.api.params.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundSetsTest {
  private static final AnalogueNeeds LOUD = needs(0x1p-4);
  private static final AnalogueNeeds QUIET = needs(0x1p-8);
  private static final ParameterOptimizer OPTIMIZER = new ParameterOptimizer();

  @TempDir
  private Path temporary;

  private static AnalogueNeeds needs(double deviation) {
    return new AnalogueNeeds(List.of(new LookupTolerance(deviation, 0, 3, 0, 12)),
        List.of(new OutputTolerance(0x1p-8, 0, 1, 64)));
  }

  private Path folder() {
    return temporary.resolve("nightjar").resolve("sets");
  }

  private FoundSets sets() {
    return new FoundSets(OPTIMIZER, folder());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.toList();
    }
  }

  @Test
  void whatWasFoundOnceIsReadAgain() throws IOException {
    Parameters found = sets().cheapestFor(KeyFamily.UNIFORM, LOUD).orElseThrow();
    assertThat(found.custom()).isTrue();
    assertThat(files()).hasSize(1);
    assertThat(files().get(0)).hasContent(found.canonical());

    // Another set that is good enough tells whether the file is what answers.
    Parameters other = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
    Files.writeString(files().get(0), other.canonical() + "\n");
    assertThat(sets().cheapestFor(KeyFamily.UNIFORM, LOUD)).contains(other);
    assertThat(sets().cheapestFor(KeyFamily.UNIFORM, QUIET)).isEqualTo(
        OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, QUIET));
    assertThat(sets().cheapestFor(KeyFamily.UNROLLED, LOUD)).isEqualTo(
        OPTIMIZER.cheapestFor(KeyFamily.UNROLLED, LOUD));
    assertThat(files()).hasSize(3);
  }

  @Test
  void aFileThatDoesNotAnswerTheQuestionIsFoundAnew() throws IOException {
    Parameters found = sets().cheapestFor(KeyFamily.UNIFORM, QUIET).orElseThrow();
    Path file = files().get(0);
    String loud = OPTIMIZER.cheapestFor(KeyFamily.UNIFORM, LOUD).orElseThrow().canonical();
    String blocks = ParameterCatalogue.byId("NJ2_M4_P64-block3").orElseThrow().canonical();
    String renamed = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow().canonical().replace("NJ1_M4_P64", "mine");
    for (String text : List.of("", "nonsense", loud, blocks, renamed, found.canonical() + "\n" + found.canonical(),
        found.canonical().replaceFirst("n=\\d+", "n=500"), "é", found.canonical() + "\n".repeat(1 << 17))) {
      Files.writeString(file, text);
      assertThat(sets().cheapestFor(KeyFamily.UNIFORM, QUIET)).contains(found);
      assertThat(file).hasContent(found.canonical());
    }
  }

  @Test
  void withoutAFolderToWriteASearchAnswersAllTheSame() throws IOException {
    Files.createDirectories(folder().getParent());
    Files.writeString(folder(), "no folder");
    assertThat(sets().cheapestFor(KeyFamily.UNIFORM, LOUD)).isPresent();
  }

  @Test
  void aSearchIsNeverWorseThanTheCatalogue() {
    CompileRequest.Builder request = CompileRequest.builder("m", new double[1][1]);
    CompileRequest plain = request.build();
    CompileRequest searching = request.parameterChoice(sets()).build();
    for (AnalogueNeeds needs : List.of(LOUD, QUIET)) {
      assertThat(needs.costUnder(searching.cheapestFor(needs).orElseThrow()))
          .isLessThanOrEqualTo(needs.costUnder(plain.cheapestFor(needs).orElseThrow()));
    }
    Parameters only = ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow();
    assertThat(request.parameters(only).build().cheapestFor(LOUD)).contains(only);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJ9", "NJX_0000000000000000", "searching", "insecure-x"})
  void aSetThatTheCatalogueDoesNotHaveIsRefused(String name) {
    CommandRun run = CommandRun.of("compile", "model.onnx", "--data", "rows.csv", "--parameters", name);
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("expected auto, search or the name of a set", name);
  }
}
