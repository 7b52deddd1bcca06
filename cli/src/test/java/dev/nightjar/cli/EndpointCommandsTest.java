package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.TokenFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code keygen}, {@code play} and {@code inspect} against a served endpoint with both models of the article.
 */
@Order(4)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointCommandsTest {
  private Path folder;
  private NightjarRuntime runtime;
  private NightjarServer server;

  @BeforeAll
  void serve(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path bundles = folder.resolve("bundles");
    assertThat(CommandRun.compile(CommandRun.regression(), bundles).exitCode()).isZero();
    CommandRun.compileBootstrappedTree("bootstrapped", bundles);
    CommandRun.compileLevelledTree(CommandRun.tree().name(), bundles);
    runtime = NightjarRuntime.builder().models(folder.resolve("bundles")).build();
    server = NightjarServer.builder(runtime).start();
  }

  @AfterAll
  void stop() {
    server.close();
    runtime.close();
  }

  private CommandRun play(DemoModel model, Object... more) {
    return play(model.name(), CommandRun.data(model), more);
  }

  private CommandRun play(String name, List<Object> data, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("play", "--url", server.uri(), "--model", name));
    arguments.addAll(data);
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void playingWithTheTreePrintsWhatTheArticlePrints() {
    long before = runtime.keys().usedBytes();
    CommandRun run = play(CommandRun.tree(), "--samples", 2);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("Generating keys +[\\d,]+ rows in ")
        .containsPattern("Sending the key +[\\d.]+ MiB in ")
        .containsPattern("for 0-th input, prediction=0 with expected 0 in \\d+\\.\\d{3} seconds")
        .containsPattern("for 1-th input, prediction=0 with expected 0 in \\d+\\.\\d{3} seconds")
        .contains("Accuracy on 2 samples is 1.0")
        .containsPattern("Total time: \\d+\\.\\d{3} seconds")
        .containsPattern("Duration per inference: \\d+\\.\\d{3} seconds")
        .contains("over the raw routes").containsPattern("Server compute +median");
    assertThat(runtime.keys().usedBytes()).as("the key is gone again").isEqualTo(before);
  }

  @Test
  void playingInTheArticlesJsonGivesTheSamePredictions() {
    CommandRun run = play("bootstrapped", CommandRun.dataOfBootstrappedTree(), "--samples", 1, "--article");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("Sending 0-th piece of the key \\(remaining size is \\d+\\.\\d\\d kbytes\\)")
        .containsPattern("Sending \\d-th piece of the key \\(remaining size is 0\\.00 kbytes\\)")
        .containsPattern("Storing the key in the database under uid=\\d+")
        .contains("for 0-th input, prediction=0 with expected 0", "over the article's JSON");
  }

  @Test
  void aModelWithoutBootstrapsIsPlayedWithoutAnEvaluationKey() {
    for (Object[] way : new Object[][] {{"--samples", 5}, {"--samples", 5, "--article"}}) {
      CommandRun run = play(CommandRun.regression(), way);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("the server needs none", "Accuracy on 5 samples is 1.0")
          .doesNotContain("Sending");
    }
  }

  @Test
  void healthIsAnExitCode() throws Exception {
    assertThat(CommandRun.of("health", "--url", server.uri()).out()).isEqualTo(server.uri() + " is alive\n");
    assertThat(CommandRun.of("health", "--url", server.uri(), "--ready").exitCode()).isZero();
    try (NightjarRuntime draining = NightjarRuntime.builder().models(folder.resolve("bundles")).build();
        NightjarServer other = NightjarServer.builder(draining).start()) {
      draining.drain();
      CommandRun run = CommandRun.of("health", "--url", other.uri(), "--ready");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEqualTo(other.uri() + " is not ready\n");
      assertThat(CommandRun.of("health", "--url", other.uri()).exitCode()).isZero();
    }
  }

  @Test
  void valuesOutsideOfTheCalibratedRangeAreAWarningBeforeAnythingIsSent() throws IOException {
    String header = IntStream.range(0, 30).mapToObj(f -> "x" + f).collect(Collectors.joining(",")) + ",class";
    String inside = "0,".repeat(30) + "1";
    String outside = "0,".repeat(29) + "1e9,1";
    Path table = Files.write(folder.resolve("outside.csv"), List.of(header, inside, outside));
    CommandRun run = CommandRun.of("play", "--url", server.uri(), "--model", "logreg", "--data", table);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().replaceAll("\\s+", " ")).contains("WARNING 1 of 2 samples hold values outside of the range",
        "column x29 (1)");
    assertThat(play(CommandRun.regression(), "--samples", 2).out()).doesNotContain("WARNING");
  }

  @Test
  void generatedKeysAreTheirOwnersAloneAndCanBePlayedWith() throws IOException {
    Path keys = folder.resolve("keys");
    Object[] keygen = {"keygen", "--url", server.uri(), "--model", "spam-tree", "--out", keys};
    CommandRun made = CommandRun.of(keygen);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).contains("secret.key", "evaluation.key", "public");
    assertThat(keys.resolve("evaluation.key")).hasSize(runtime.model("spam-tree").keyBytes());
    byte[] secret = Files.readAllBytes(keys.resolve("secret.key"));

    CommandRun again = CommandRun.of(keygen);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err().lines()).hasSize(1);
    assertThat(again.err()).contains("secret.key exists already and is not overwritten");
    assertThat(keys.resolve("secret.key")).hasBinaryContent(secret);

    CommandRun played = play(CommandRun.tree(), "--samples", 1, "--keys", keys);
    assertThat(played.exitCode()).as(played.err()).isZero();
    assertThat(played.out()).contains("for 0-th input, prediction=0 with expected 0")
        .doesNotContain("Generating keys");

    assumeTrue(Files.getFileStore(keys).supportsFileAttributeView("posix"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("secret.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecretKeyUnderAPassphraseIsPlayedWithByWhoKnowsIt() throws IOException {
    Path keys = folder.resolve("locked-keys");
    Path words = Files.writeString(folder.resolve("words"), "correct horse battery\nand a second line\n");
    CommandRun made = CommandRun.of("keygen", "--url", server.uri(), "--model", "logreg", "--out", keys,
        "--passphrase", "file:" + words);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).contains("under the passphrase");

    CommandRun played = play(CommandRun.regression(), "--samples", 1, "--keys", keys, "--passphrase",
        "file:" + Files.writeString(folder.resolve("same"), "correct horse battery"));
    assertThat(played.exitCode()).as(played.err()).isZero();
    assertThat(played.out()).contains("for 0-th input, prediction=");

    Path others = Files.writeString(folder.resolve("others"), "incorrect horse");
    CommandRun wrong = play(CommandRun.regression(), "--samples", 1, "--keys", keys, "--passphrase", "file:" + others);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(wrong.err()).contains("the passphrase does not open this key file");

    CommandRun unasked = play(CommandRun.regression(), "--samples", 1, "--keys", keys);
    assertThat(unasked.exitCode()).isEqualTo(1);
    assertThat(unasked.err()).contains("no terminal to ask for it", "--passphrase file:PATH");
  }

  @Test
  void aPassphraseComesFromWhereTheOptionSaysAndFromNowhereElse() {
    Path never = folder.resolve("never-locked");
    for (String[] bad : new String[][] {{"my secret words", "does not belong on a command line"},
        {"file:", "expected ask, file:PATH or env:NAME"}}) {
      CommandRun run = CommandRun.of("keygen", "--url", server.uri(), "--model", "logreg", "--out", never,
          "--passphrase", bad[0]);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains(bad[1]).doesNotContain("my secret words");
    }
    for (String[] bad : new String[][] {{"env:NIGHTJAR_NO_SUCH_VARIABLE", "no variable NIGHTJAR_NO_SUCH_VARIABLE"},
        {"file:" + folder.resolve("nowhere"), "nowhere does not exist"}, {"ask", "no terminal"}}) {
      CommandRun run = CommandRun.of("keygen", "--url", server.uri(), "--model", "logreg", "--out", never,
          "--passphrase", bad[0]);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains(bad[1]);
    }
    assertThat(never).doesNotExist();
  }

  @Test
  void keysAreAlsoMadeFromAClientZip() {
    Path keys = folder.resolve("regression-keys");
    CommandRun run = CommandRun.of("keygen", "--client-zip", folder.resolve("bundles/logreg/client.zip"),
        "--out", keys);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("secret.key", "none: logreg needs no bootstrap");
    assertThat(keys.resolve("evaluation.key")).doesNotExist();
  }

  @Test
  void predictionsThatTheEndpointSeesAreCountedForTheLifeOfAKey() {
    Path keys = folder.resolve("disclosing-keys");
    CommandRun made = CommandRun.of("keygen", "--client-zip", folder.resolve("bundles/logreg/client.zip"),
        "--out", keys);
    assertThat(made.exitCode()).as(made.err()).isZero();
    CommandRun secret = play(CommandRun.regression(), "--samples", 3, "--keys", keys);
    assertThat(secret.out()).containsPattern("Disclosed +nothing, as long as predictions stay here");
    CommandRun first = play(CommandRun.regression(), "--samples", 5, "--keys", keys, "--disclose", "label");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).containsPattern("Disclosed +5 of the 64 bits of this key's life, 1 for each prediction");
    assertThat(keys.resolve("secret.key.disclosed")).hasContent("1\n2\n3\n4\n5");
    CommandRun refused = play(CommandRun.regression(), "--samples", 60, "--keys", keys, "--disclose", "label");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("60 predictions of 1 bits each", "59 of 64 bits", "--samples 59");
    assertThat(refused.out()).doesNotContain("for 0-th input");
    CommandRun more = play(CommandRun.regression(), "--samples", 60, "--keys", keys, "--disclose", "label",
        "--disclose-bits", 65);
    assertThat(more.exitCode()).as(more.err()).isZero();
    assertThat(more.out()).containsPattern("Disclosed +65 of the 65 bits");
    CommandRun fresh = play(CommandRun.regression(), "--samples", 65, "--disclose", "outputs");
    assertThat(fresh.exitCode()).isEqualTo(1);
    assertThat(fresh.err()).contains("or fewer, new keys");
  }

  @Test
  void whatIsDisclosedIsOneOfThreeWords() {
    for (String[] wrong : new String[][] {{"--disclose", "all"}, {"--disclose-bits", "-1"}, {"--disclose-bits", "x"}}) {
      CommandRun run = play(CommandRun.regression(), (Object[]) wrong);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("expected");
    }
  }

  @Test
  void anEndpointIsInspected() {
    CommandRun run = CommandRun.of("inspect", server.uri());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("logreg", "spam-tree", "says the endpoint", "57 features");
  }

  @Test
  void withSeveralModelsOneMustBeNamed() {
    CommandRun run = CommandRun.of("keygen", "--url", server.uri(), "--out", folder.resolve("never"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("choose one with --model");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  @Test
  void dataThatDoesNotFitTheModelIsRefusedBeforeKeysAreMade() {
    CommandRun run = CommandRun.of("play", "--url", server.uri(), "--model", "spam-tree", "--data",
        Home.models().resolve("fixtures/iris.csv"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("has 5 columns", "takes 57 features and a label");
  }

  @Test
  void anUnknownModelIsRefusedWithTheServersWords() {
    CommandRun run = CommandRun.of("play", "--url", server.uri(), "--model", "nope", "--data",
        Home.models().resolve("fixtures/iris.csv"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("there is no model 'nope' here; served are");
  }

  @Test
  void aRegressorsValuesArePrintedWithoutAnAccuracy() throws IOException {
    Path fixtures = Home.models().resolve("fixtures");
    Path bundles = folder.resolve("regressors");
    CommandRun compiled = CommandRun.of("compile", fixtures.resolve("width-linear.onnx"), "--data",
        fixtures.resolve("width-linear.csv"), "--out", bundles, "--strategy", "keyless");
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    try (NightjarRuntime regressors = NightjarRuntime.builder().models(bundles).build();
        NightjarServer other = NightjarServer.builder(regressors).start()) {
      CommandRun run = CommandRun.of("play", "--url", other.uri(), "--data",
          fixtures.resolve("width-linear.csv"), "--samples", 3);
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out())
          .containsPattern("for 2-th input, prediction=-?\\d+\\.\\d+ with expected -?\\d+\\.\\d+")
          .doesNotContain("Accuracy");
    }
  }

  @Test
  void aCallerWithATokenInAFilePlaysWithAServerThatAsksForOne() throws IOException {
    Path tokens = folder.resolve("tokens");
    CommandRun first = CommandRun.of("token", "alice", "--file", tokens);
    CommandRun second = CommandRun.of("token", "bob", "--file", tokens);
    assertThat(first.exitCode() + second.exitCode()).isZero();
    assertThat(first.err()).isEmpty();
    assertThat(first.out()).hasLineCount(1).startsWith("nj_").isNotEqualTo(second.out());
    assertThat(Files.readAllLines(tokens)).hasSize(2).satisfiesExactly(
        line -> assertThat(line).startsWith("alice "), line -> assertThat(line).startsWith("bob "));
    assertThat(Files.readString(tokens)).doesNotContain(first.out().strip());
    Path mine = Files.writeString(folder.resolve("my-token"), first.out());
    try (NightjarServer asking = NightjarServer.builder(runtime).callers(new TokenFile(tokens)).start()) {
      Object[] play = {"play", "--url", asking.uri(), "--model", "spam-tree", "--samples", 1};
      List<Object> arguments = new ArrayList<>(List.of(play));
      arguments.addAll(CommandRun.data(CommandRun.tree()));
      CommandRun refused = CommandRun.of(arguments.toArray());
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).hasLineCount(1).contains("Authorization: Bearer");
      arguments.addAll(List.of("--token-file", mine));
      for (String way : List.of("", "--article")) {
        CommandRun played = CommandRun.of(Stream.concat(arguments.stream(), Stream.of(way).filter(s -> !s.isEmpty()))
            .toArray());
        assertThat(played.exitCode()).as(played.err()).isZero();
        assertThat(played.out() + played.err()).contains("prediction=0 with expected 0")
            .doesNotContain(first.out().strip());
      }
      CommandRun inspected = CommandRun.of("inspect", asking.uri(), "--token-file", mine);
      assertThat(inspected.exitCode()).as(inspected.err()).isZero();
    }
  }

  @Test
  void aTokenWithoutAFileIsPrintedWithTheLineForTheServer() {
    CommandRun made = CommandRun.of("token", "carol");
    assertThat(made.out()).hasLineCount(1).startsWith("nj_");
    assertThat(made.err()).hasLineCount(1).contains("carol ").doesNotContain(made.out().strip());
  }

  @Test
  void aTokenIsSentOnlyWhenThereIsOne() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    proxy.createContext("/", exchange -> {
      seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
    });
    proxy.start();
    try {
      String url = "http://127.0.0.1:" + proxy.getAddress().getPort() + "/";
      assertThat(CommandRun.of("keygen", "--url", url, "--out", folder.resolve("never")).exitCode())
          .isEqualTo(1);
      CommandRun refused = CommandRun.of("keygen", "--url", url, "--out", folder.resolve("never"),
          "--token", "abc");
      assertThat(refused.err()).doesNotContain("abc");
      assertThat(refused.err().lines()).hasSize(1);
    } finally {
      proxy.stop(0);
    }
    assertThat(seen).containsExactly("null", "Bearer abc");
  }
}
