package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.BundlePin;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code keygen} and {@code play} where the endpoint's model asks for more than its owner has allowed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentTest {
  private static final DemoModel TREE = CommandRun.tree();

  private Path folder;
  private Path clientZip;
  private NightjarRuntime runtime;
  private NightjarServer server;

  @BeforeAll
  void serve(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path bundles = folder.resolve("bundles");
    assertThat(CommandRun.compile(TREE, bundles, "--keys", "block-binary").exitCode()).isZero();
    clientZip = bundles.resolve(TREE.name()).resolve("client.zip");
    runtime = NightjarRuntime.builder().models(bundles).build();
    server = NightjarServer.builder(runtime).start();
  }

  @AfterAll
  void stop() {
    server.close();
    runtime.close();
  }

  private List<Object> play(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("play", "--url", server.uri(), "--samples", 1));
    arguments.addAll(CommandRun.data(TREE));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private Object[] keygen(String keys, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("keygen", "--out", folder.resolve(keys)));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  /** The set under another name: the catalogue does not know it. */
  private Path uncatalogued() throws IOException {
    ClientSpec spec = ClientBundle.read(clientZip);
    Parameters p = spec.parameters();
    Parameters renamed = Parameters.parse(p.canonical().replace("id=" + p.id(), "id=mine-block3"));
    Path file = folder.resolve("uncatalogued.zip");
    ClientBundle.write(new ClientSpec(spec.model(), spec.kind(), renamed, spec.keyParts(), spec.quantizers(),
        spec.layout(), spec.results(), spec.offsets(), spec.task()), file);
    return file;
  }

  @Test
  void withoutItsOwnersWordNoKeyIsMade() {
    for (CommandRun run : List.of(CommandRun.of(play().toArray()),
        CommandRun.of(keygen("never", "--url", server.uri())),
        CommandRun.of(keygen("never", "--client-zip", clientZip)),
        CommandRun.of(keygen("never", "--client-zip", clientZip, "--allow", "unrolled,uncatalogued")))) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("-block3", "an assumption that few have tried to break", "--allow block-binary");
      assertThat(run.out()).contains("block-binary keys", "of the catalogue", "young and little tried")
          .doesNotContain("Generating");
    }
    assertThat(folder.resolve("never")).doesNotExist();
  }

  @Test
  void theFlagIsItsOwnersWord() {
    CommandRun run = CommandRun.of(play("--allow", "block-binary").toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Accuracy on 1 samples", "says the endpoint");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void atATerminalTheQuestionIsAsked() {
    CommandRun yes = CommandRun.typing("yes\n", play().toArray());
    assertThat(yes.exitCode()).as(yes.err()).isZero();
    assertThat(yes.err()).contains("asks for keys on an assumption that few have tried to break", "Allow it? [y/N]");
    for (String answer : new String[] {"", "\n", "no\n", "yep\n"}) {
      CommandRun no = CommandRun.typing(answer, play().toArray());
      assertThat(no.exitCode()).as("answer '%s'", answer.strip()).isEqualTo(1);
      assertThat(no.out()).doesNotContain("Generating");
    }
  }

  /** Both words are needed, in flags and in answers. */
  @Test
  void aSetOutsideOfTheCatalogueNeedsAWordOfItsOwn() throws IOException {
    Path file = uncatalogued();
    CommandRun one = CommandRun.of(keygen("uncatalogued", "--client-zip", file, "--allow", "block-binary"));
    assertThat(one.exitCode()).isEqualTo(1);
    assertThat(one.out()).contains("mine-block3, NOT in the catalogue of this version");
    assertThat(one.err()).contains("--allow uncatalogued");
    assertThat(CommandRun.typing("y\n", keygen("uncatalogued", "--client-zip", file)).exitCode()).isEqualTo(1);
    assertThat(folder.resolve("uncatalogued")).doesNotExist();
    CommandRun both = CommandRun.typing("y\ny\n", keygen("uncatalogued", "--client-zip", file));
    assertThat(both.exitCode()).as(both.err()).isZero();
    CommandRun flags = CommandRun.of(keygen("flags", "--client-zip", file, "--allow", "block-binary,uncatalogued"));
    assertThat(flags.exitCode()).as(flags.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"--security, 160, 160 are asked for", "--max-key, 1, at most 1048576", "--failure, -500, 2^-500"})
  void theOtherBoundsAreOptionsToo(String option, String value, String words) {
    CommandRun run = CommandRun.of(
        keygen("never", "--client-zip", clientZip, "--allow", "block-binary", option, value));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(words);
    assertThat(folder.resolve("never")).doesNotExist();
  }

  /** The set promises 2^-128; the server admits that a whole inference fails more often than is asked for. */
  @Test
  void aFailureThatTheEndpointAdmitsIsRefused() {
    assertThat(runtime.model(TREE.name()).failureLog2()).isBetween(-100.0, -64.0);
    CommandRun run = CommandRun.of(
        keygen("never", "--url", server.uri(), "--allow", "block-binary", "--failure", "-100"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the server says that an inference fails with probability 2^-",
        "2^-100 is asked for");
    CommandRun unsaid = CommandRun.of(
        keygen("unsaid", "--client-zip", clientZip, "--allow", "block-binary", "--failure", "-100"));
    assertThat(unsaid.exitCode()).as(unsaid.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"--allow, sparse, 'unrolled, block-binary, custom or uncatalogued'", "--security, 127, 128 to 160",
      "--security, NaN, 128 to 160", "--max-key, -1, number of MiB", "--failure, 0, -1024 to -1",
      "--failure, -1025, -1024 to -1", "--pin, sha256:12, 64 hexadecimal digits"})
  void optionsOutOfRangeAreMisuse(String option, String value, String words) {
    CommandRun run = CommandRun.of(keygen("never", "--client-zip", clientZip, option, value));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(words);
  }

  @Test
  void aPinnedModelIsTakenFromTheEndpointAndFromAFileAndNoOtherIs() throws IOException {
    BundlePin pin = BundlePin.of(Files.readAllBytes(clientZip));
    CommandRun inspected = CommandRun.of("inspect", server.uri());
    assertThat(inspected.out()).contains(pin.toString(), "--allow block-binary alone", "young and little tried");
    CommandRun played = CommandRun.of(play("--allow", "block-binary", "--pin", pin).toArray());
    assertThat(played.exitCode()).as(played.err()).isZero();
    CommandRun file = CommandRun.of(
        keygen("pinned", "--client-zip", clientZip, "--allow", "block-binary", "--pin", pin));
    assertThat(file.exitCode()).as(file.err()).isZero();
    BundlePin other = BundlePin.of(new byte[1]);
    for (CommandRun run : List.of(CommandRun.of(play("--pin", other).toArray()),
        CommandRun.of(keygen("never", "--client-zip", clientZip, "--pin", other)))) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("not the pinned " + other);
    }
  }
}
