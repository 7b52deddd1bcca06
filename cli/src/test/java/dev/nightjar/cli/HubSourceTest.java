package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.bundle.HubIndex;
import dev.nightjar.bundle.HubModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.cli.hub.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that a hub has as they were trained, which whoever pulls them compiles. */
class HubSourceTest {
  private static final Path FIXTURES = Home.models().resolve("fixtures");

  @TempDir
  private static Path shared;
  private static Path hub;

  @TempDir
  private Path folder;
  private Path into;

  @BeforeAll
  static void add() {
    hub = shared.resolve("hub");
    CommandRun added = added("--rows", FIXTURES.resolve("iris.csv"), "--name", "iris", "--compile", "strategy=keyless",
        "--compile", "failure=-80", "--samples", HubPlace.own().resolve("iris-logreg/1/samples.csv"));
    assertThat(added.err()).isEmpty();
    assertThat(added.out()).contains("added", "iris:1", "accuracy");
  }

  @BeforeEach
  void forgetWhatWasCompiled() throws IOException {
    into = folder.resolve("served");
    Trees.delete(HubCompile.kept(model()));
  }

  private static CommandRun added(Object... more) {
    return CommandRun.of(Stream.concat(Stream.of("hub", "add", hub, FIXTURES.resolve("iris-logreg.onnx"), "--licence",
        "Apache-2.0"), Stream.of(more)).toArray());
  }

  private static HubModel model() throws IOException {
    return HubIndex.read(Files.readAllBytes(hub.resolve(HubIndex.FILE))).require("iris");
  }

  private static CommandRun pull(Path folder) {
    return CommandRun.of("hub", "pull", "iris", "--hub", hub, "--into", folder);
  }

  @Test
  void aModelIsCompiledByItsFirstPullAndCopiedByOthers() throws IOException {
    assertThat(CommandRun.of("hub", "list", "--hub", hub).out()).contains("iris:1", "to be compiled");
    CommandRun first = pull(into);
    assertThat(first.err()).isEmpty();
    assertThat(first.out()).contains("compiling", "keyless: as asked for", "Apache-2.0", "sha256:");
    ServerBundle bundle = ServerBundle.read(into.resolve("iris"));
    assertThat(bundle.failureLog2()).isLessThan(-80);
    assertThat(into.resolve("iris/samples.csv")).isRegularFile();

    assertThat(pull(into).out()).contains("bundle").doesNotContain("compiling");
    Path second = folder.resolve("second");
    assertThat(pull(second).out()).contains("bundle").doesNotContain("compiling");
    assertThat(second.resolve("iris/server.zip")).hasSameBinaryContentAs(into.resolve("iris/server.zip"));
    Trees.delete(HubCompile.kept(model()));
    assertThat(pull(into).out()).as("what is there is not made anew").contains("bundle").doesNotContain("compiling");
    Files.delete(second.resolve("iris/compiled-from.sha256"));
    assertThat(pull(second).err()).contains("holds another bundle than iris:1");
  }

  @Test
  void serveCompilesItAndPlayAsksIt() throws Exception {
    int port = ServeProcess.freePort();
    try (ServeProcess server = ServeProcess.of(into, port, "--hub", "iris", "--hub-at", hub, "--key-memory", "64",
        "--warm-up", "0")) {
      CommandRun play = CommandRun.of("play", "--url", "http://127.0.0.1:" + port + "/", "--samples", "3");
      assertThat(play.err()).isEmpty();
      assertThat(play.out()).contains("Accuracy on 3 samples is 1.0");
    }
  }

  @Test
  void filesThatAreNotThoseOfTheIndexAreNotCompiled() throws IOException {
    // In the order in which they come, as what came whole is kept.
    for (String file : List.of(HubModel.OPTIONS, HubModel.ONNX, HubModel.ROWS)) {
      Path path = hub.resolve(model().path(file));
      byte[] good = Files.readAllBytes(path);
      Files.write(path, new byte[] {'1'}, StandardOpenOption.APPEND);
      CommandRun refused = pull(into);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains(file);
      assertThat(refused.out()).doesNotContain("compiling");
      Files.write(path, good);
    }
    assertThat(pull(into).err()).isEmpty();
  }

  @Test
  void whatCannotBeCompiledIsNotAdded() throws IOException {
    Path rows = FIXTURES.resolve("iris.csv");
    for (String option : List.of("out=" + folder.resolve("elsewhere"), "plugins=" + folder, "data=" + rows)) {
      assertThat(added("--rows", rows, "--name", "other", "--compile", option).err())
          .contains("compile.properties has an option " + option.substring(0, option.indexOf('=')), "strategy");
    }
    assertThat(added("--rows", rows, "--name", "other", "--compile", "strategy=none").err()).contains("none");
    assertThat(added("--rows", rows, "--name", "other", "--compile", "bits=many").err()).contains("compile.properties"
        + " of other: Invalid value for option '--bits'");
    assertThat(added("--rows", FIXTURES.resolve("iris-logreg.onnx"), "--name", "other").exitCode()).isEqualTo(1);
    assertThat(added("--rows", rows, "--name", "../other").err()).contains("a name has");
    assertThat(added("--rows", rows).err()).contains("an ONNX file needs --name and --rows");
    assertThat(added("--name", "other").err()).contains("an ONNX file needs --name and --rows");
    assertThat(CommandRun.of("hub", "add", hub, folder, "--licence", "MIT", "--compile", "bits=4").err())
        .contains("a bundle, which is a folder, none of them");
    assertThat(HubIndex.read(Files.readAllBytes(hub.resolve(HubIndex.FILE))).models()).hasSize(1);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }
}
