package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.NightjarServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code encrypt} and {@code decrypt} with HTTP clients between them that know nothing of Nightjar. */
@Order(4)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptDecryptTest {
  private static final int ROWS = 3;

  /** Rows of a model whose inferences take seconds, as it bootstraps. */
  private static final int BOOTSTRAPPED_ROWS = 1;

  private static final String SYSTEM_IN = "System.in";

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private NightjarRuntime runtime;
  private NightjarServer server;

  @BeforeAll
  void serve(@TempDir Path temporary) throws IOException {
    folder = temporary;
    assertThat(CommandRun.compile(CommandRun.regression(), bundles()).exitCode()).isZero();
    CommandRun.compileLevelledTree("spam-tree", bundles());
    CommandRun.compileBootstrappedTree("bootstrapped", bundles());
    runtime = NightjarRuntime.builder().models(bundles()).build();
    server = NightjarServer.builder(runtime).start();
    for (String model : List.of("logreg", "spam-tree", "bootstrapped")) {
      assertThat(CommandRun.of("keygen", "--client-zip", clientZip(model), "--out", keys(model)).exitCode()).isZero();
    }
  }

  @AfterAll
  void stop() {
    server.close();
    runtime.close();
  }

  private static int rows(String model) {
    return model.equals("bootstrapped") ? BOOTSTRAPPED_ROWS : ROWS;
  }

  private static List<Object> data(String model) {
    return switch (model) {
      case "logreg" -> CommandRun.data(CommandRun.regression());
      case "bootstrapped" -> CommandRun.dataOfBootstrappedTree();
      default -> CommandRun.data(CommandRun.tree());
    };
  }

  private Path bundles() {
    return folder.resolve("bundles");
  }

  private Path clientZip(String model) {
    return bundles().resolve(model).resolve("client.zip");
  }

  private Path keys(String model) {
    return folder.resolve("keys-" + model);
  }

  private CommandRun encrypt(String model, Path out) {
    List<Object> arguments = new ArrayList<>(List.of("encrypt", "--client-zip", clientZip(model), "--keys",
        keys(model), "--out", out, "--samples", rows(model)));
    arguments.addAll(data(model));
    return CommandRun.of(arguments.toArray());
  }

  private CommandRun decrypt(String model, Path queries, Path answers, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("decrypt", "--client-zip", clientZip(model), "--keys",
        keys(model), "--queries", queries, "--answers", answers));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  private byte[] post(String path, String type, byte[] body) throws Exception {
    HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(server.uri().resolve(path))
        .header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(200);
    return response.body();
  }

  /** What {@code play} prints for the same rows. */
  private List<String> played(String model) {
    List<Object> arguments = new ArrayList<>(List.of("play", "--url", server.uri(), "--model", model, "--keys",
        keys(model), "--samples", rows(model)));
    arguments.addAll(data(model));
    return Pattern.compile("prediction=(\\S+)").matcher(CommandRun.of(arguments.toArray()).out()).results()
        .map(match -> match.group(1)).toList();
  }

  /** Sends each query by the JDK's client alone, with the key under {@code save_key} where there is one. */
  private Path answers(String model, Path queries) throws Exception {
    Path answers = Files.createDirectories(queries.resolveSibling(queries.getFileName() + "-answers"));
    String uid = "";
    if (Files.exists(keys(model).resolve("evaluation.key"))) {
      String json = "{\"method\":\"save_key\",\"evaluation_keys\":\"" + Base64.getEncoder().encodeToString(
          Files.readAllBytes(keys(model).resolve("evaluation.key"))) + "\"}";
      uid = "?uid=" + new JsonMapper().readTree(post("", "application/json", json.getBytes(StandardCharsets.US_ASCII)))
          .get("uid").asText();
    }
    for (int row = 1; row <= rows(model); row++) {
      String name = "row-000" + row + ".bin";
      Files.write(answers.resolve(name), post("v1/models/" + model + "/infer" + uid, "application/octet-stream",
          Files.readAllBytes(queries.resolve(name))));
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"logreg", "spam-tree", "bootstrapped"})
  void anyHttpClientCanStandBetweenEncryptionAndDecryption(String model) throws Exception {
    Path queries = folder.resolve("queries-" + model);
    CommandRun encrypted = encrypt(model, queries);
    assertThat(encrypted.exitCode()).as(encrypted.err()).isZero();
    assertThat(encrypted.out()).containsPattern(rows(model) + " files? in .*queries-" + model);
    Path answers = answers(model, queries);

    CommandRun csv = decrypt(model, queries, answers);
    assertThat(csv.exitCode()).as(csv.err()).isZero();
    assertThat(csv.err()).contains("Disclosed: nothing, as long as predictions stay here");
    List<String> lines = csv.out().lines().toList();
    assertThat(lines).hasSize(1 + rows(model));
    assertThat(lines.get(0)).startsWith("row,label,output_0");
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0]).toList()).isEqualTo(
        IntStream.rangeClosed(1, rows(model)).mapToObj(String::valueOf).toList());
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[1]).toList()).isEqualTo(played(model));

    CommandRun json = decrypt(model, queries, answers, "--format", "json");
    for (int row = 1; row <= rows(model); row++) {
      JsonNode line = new JsonMapper().readTree(json.out().lines().toList().get(row - 1));
      String[] cells = lines.get(row).split(",");
      assertThat(line.get("row").intValue()).isEqualTo(row);
      assertThat(line.at("/labels/0").textValue()).isEqualTo(cells[1]);
      assertThat(line.at("/outputs/0").doubleValue()).isEqualTo(Double.parseDouble(cells[2]));
    }
  }

  @Test
  @ResourceLock(SYSTEM_IN)
  void rowsComeFromStandardInput() throws Exception {
    Path queries = folder.resolve("queries-stdin");
    String header = String.join(",", IntStream.range(0, 30).mapToObj(f -> "x" + f).toList());
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((header + "\n" + "0,".repeat(29) + "0\n" + "1,".repeat(29) + "1\n")
          .getBytes(StandardCharsets.US_ASCII)));
      CommandRun run = CommandRun.of("encrypt", "--client-zip", clientZip("logreg"), "--keys", keys("logreg"), "--out",
          queries, "--data", "-", "--unlabelled");
      assertThat(run.exitCode()).as(run.err()).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(queries).isDirectoryContaining(file -> file.endsWith("row-0002.bin"))
        .isDirectoryNotContaining(file -> file.endsWith("row-0003.bin"));
  }

  @Test
  void nothingIsOverwrittenAndAnswersThatAreMissingAreCounted() throws Exception {
    Path queries = folder.resolve("queries-kept");
    assertThat(encrypt("logreg", queries).exitCode()).isZero();
    byte[] first = Files.readAllBytes(queries.resolve("row-0001.bin"));
    CommandRun again = encrypt("logreg", queries);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("row-0001.bin exists already");
    assertThat(queries.resolve("row-0001.bin")).hasBinaryContent(first);
    Path answers = answers("logreg", queries);
    Files.delete(answers.resolve("row-0002.bin"));
    CommandRun missing = decrypt("logreg", queries, answers);
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.out()).isEmpty();
    assertThat(missing.err()).contains("1 of 3 queries", "row-0002.bin", "--skip-missing");
    assertThat(decrypt("logreg", queries, answers, "--skip-missing").out().lines().skip(1)
        .map(line -> line.split(",")[0])).containsExactly("1", "3");
    CommandRun none = decrypt("logreg", queries, folder.resolve("nowhere"));
    assertThat(none.err()).contains("no answer in", "row-0001.bin");
    assertThat(decrypt("logreg", answers.resolveSibling("bundles"), answers).err()).contains("no queries");
  }

  @Test
  void whatIsWrongWithAnAnswerIsSaidWithItsNameAndNothingIsPrinted() throws Exception {
    Path queries = folder.resolve("queries-wrong");
    assertThat(encrypt("logreg", queries).exitCode()).isZero();
    Path answers = answers("logreg", queries);
    byte[] whole = Files.readAllBytes(answers.resolve("row-0003.bin"));
    byte[] changed = whole.clone();
    changed[changed.length / 2] ^= 1;
    for (byte[] wrong : List.of(Arrays.copyOf(whole, whole.length - 1), new byte[0], changed,
        Arrays.copyOf(whole, whole.length + 1), Files.readAllBytes(answers.resolve("row-0001.bin")),
        "{\"status\":429,\"code\":\"busy\"}".getBytes(StandardCharsets.US_ASCII))) {
      Files.write(answers.resolve("row-0003.bin"), wrong);
      CommandRun run = decrypt("logreg", queries, answers);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasLineCount(1).contains(answers.resolve("row-0003.bin").toString());
    }
    Files.write(answers.resolve("row-0003.bin"), Files.readAllBytes(answers.resolve("row-0001.bin")));
    assertThat(decrypt("logreg", queries, answers).err()).contains("to another query");
  }

  @Test
  void anotherKeyOrAnotherModelsBundleIsRefused() throws Exception {
    Path queries = folder.resolve("queries-foreign");
    assertThat(encrypt("logreg", queries).exitCode()).isZero();
    Path answers = answers("logreg", queries);
    Path others = folder.resolve("keys-of-another");
    assertThat(CommandRun.of("keygen", "--client-zip", clientZip("logreg"), "--out", others).exitCode()).isZero();
    CommandRun key = CommandRun.of("decrypt", "--client-zip", clientZip("logreg"), "--keys", others, "--queries",
        queries, "--answers", answers);
    assertThat(key.exitCode()).isEqualTo(1);
    assertThat(key.out()).isEmpty();
    assertThat(key.err()).contains("encrypted under another key");
    CommandRun parameters = CommandRun.of("decrypt", "--client-zip", clientZip("logreg"), "--keys", keys("spam-tree"),
        "--queries", queries, "--answers", answers);
    assertThat(parameters.exitCode()).isEqualTo(1);
    assertThat(parameters.err()).contains("another key");
    CommandRun bundle = CommandRun.of("decrypt", "--client-zip", clientZip("spam-tree"), "--keys", keys("logreg"),
        "--queries", queries, "--answers", answers);
    assertThat(bundle.exitCode()).isEqualTo(1);
    assertThat(bundle.out()).isEmpty();
    assertThat(bundle.err()).hasLineCount(1);
  }

  @Test
  void predictionsThatTheEndpointSeesCountForTheLifeOfTheKey() throws Exception {
    Path queries = folder.resolve("queries-shown");
    assertThat(encrypt("spam-tree", queries).exitCode()).isZero();
    Path answers = answers("spam-tree", queries);
    CommandRun refused = decrypt("spam-tree", queries, answers, "--disclose", "label", "--disclose-bits", 2);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("3 predictions of 1 bits each", "2 of 2 bits");
    CommandRun shown = decrypt("spam-tree", queries, answers, "--disclose", "label", "--disclose-bits", 3);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.err()).contains("Disclosed: 3 of the 3 bits");
    assertThat(decrypt("spam-tree", queries, answers, "--disclose", "label", "--disclose-bits", 3).exitCode())
        .isEqualTo(1);
  }

  /** The README's lines between encryption and decryption, in a shell. */
  @Test
  void theCurlLinesOfTheReadmeGiveTheSamePredictions() throws Exception {
    assumeTrue(works("curl --version") && works("base64 --version"), "curl and base64 are there");
    Matcher lines = Pattern.compile("^```sh\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(Files.readString(Path.of("../README.md")));
    assertThat(lines.find()).isTrue();
    List<String> shell = new ArrayList<>();
    Path work = Files.createDirectories(folder.resolve("curl"));
    for (String line : lines.group(1).replace("\\\n", " ").lines().toList()) {
      if (!line.startsWith("./nightjar")) {
        shell.add(line.replace("https://host", server.uri().toString().replaceAll("/$", "")));
      }
    }
    Files.createSymbolicLink(work.resolve("keys"), keys("spam-tree"));
    assertThat(encrypt("spam-tree", work.resolve("queries")).exitCode()).isZero();
    Process process = new ProcessBuilder("sh", "-euc", String.join("\n", shell)).directory(work.toFile())
        .redirectErrorStream(true).redirectOutput(work.resolve("log").toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(work.resolve("log"))).isZero();
    CommandRun csv = decrypt("spam-tree", work.resolve("queries"), work.resolve("answers"));
    assertThat(csv.exitCode()).as(csv.err()).isZero();
    assertThat(csv.out().lines().skip(1).map(line -> line.split(",")[1]).toList()).isEqualTo(played("spam-tree"));
  }

  private static boolean works(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command + " >/dev/null 2>&1").start().waitFor() == 0;
  }
}
