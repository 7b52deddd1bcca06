package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.servlet.ServletSettings;
import dev.nightjar.servlet.TokenFile;
import jakarta.servlet.http.HttpServlet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls of the Open Inference Protocol as its documents and those of Triton and KServe spell them. */
@Timeout(120)
class InferenceProtocolTest {
  private static final double[] ROW = {4, 1, 9};
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CHANGES =
      List.of("v2/repository/models/linear/load", "v2/repository/models/linear/unload");

  /** It is taken for UTF-32 with a character that there is not. */
  private static final String NO_TEXT = "\0\0\0{\u007f\u007f\u007f\u007f";

  @TempDir
  private static Path folder;

  private static NightjarRuntime runtime;
  private static TokenFile tokens;
  private static NightjarServer server;
  private static Scene user;
  private static Scene admin;

  @BeforeAll
  static void start() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    BundleWriter.write(Scene.LINEAR, models);
    BundleWriter.write(Scene.TREE, models);
    Path lines = folder.resolve("tokens");
    String userToken = TokenFile.newToken(new SecureRandom());
    String adminToken = TokenFile.newToken(new SecureRandom());
    Files.write(lines, List.of(TokenFile.line("alice", userToken), TokenFile.adminLine("root", adminToken)));
    runtime = NightjarRuntime.builder().engine("java").threads(2).models(models).build();
    tokens = new TokenFile(lines);
    server = NightjarServer.builder(runtime).callers(tokens).management("127.0.0.1", 0).start();
    user = new Scene(server.uri(), Optional.of(userToken));
    admin = new Scene(server.uri(), Optional.of(adminToken));
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static String tensor(String datatype, int elements, String data) {
    return "{\"id\":\"42\",\"inputs\":[{\"name\":\"query\",\"shape\":[" + elements + "],\"datatype\":\"" + datatype
        + "\",\"data\":[" + data + "]}]}";
  }

  private static String base64(byte[] bytes) {
    return "\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
  }

  private static void assertAnswers(byte[] query, byte[] answer) {
    assertThat(Scene.linearClient().decrypt(query, answer)).isEqualTo(Scene.LINEAR.clearPrediction(ROW));
  }

  @Test
  void healthAndMetadataAreToldAsTheProtocolHasThem() throws Exception {
    Scene stranger = new Scene(server.uri());
    assertThat(stranger.get("v2/health/live").text()).isEqualTo("{\"live\":true}");
    assertThat(stranger.get("v2/health/ready").text()).isEqualTo("{\"ready\":true}");
    assertThat(stranger.get("v2").status()).isEqualTo(401);
    JsonNode served = user.get("v2").json();
    assertThat(served.get("name").textValue()).isEqualTo("nightjar");
    assertThat(served.get("version").isTextual()).isTrue();
    assertThat(served.get("extensions").toString()).isEqualTo("[\"binary_tensor_data\",\"model_repository\"]");
    for (String path : new String[] {"v2/models/linear", "v2/models/linear/versions/1"}) {
      JsonNode model = user.get(path).json();
      assertThat(model.get("name").textValue()).isEqualTo("linear");
      assertThat(model.get("versions").toString()).isEqualTo("[\"1\"]");
      assertThat(model.get("inputs").toString())
          .isEqualTo("[{\"name\":\"query\",\"datatype\":\"BYTES\",\"shape\":[1]}]");
      String link = server.uri().resolve(path).resolve(model.at("/parameters/client_zip").textValue()).getPath();
      assertThat(user.get(link.substring(1)).header("ETag"))
          .isEqualTo('"' + model.at("/parameters/client_zip_sha256").textValue() + '"');
      assertThat(user.get(path + "/ready").text()).isEqualTo("{\"name\":\"linear\",\"ready\":true}");
    }
    Reply unknown = user.get("v2/models/linear/versions/2/ready");
    Refusals.assertRefused(unknown, 404, ErrorCode.UNKNOWN_MODEL);
    assertThat(unknown.json().get("error").textValue()).contains("version 2");
  }

  @Test
  void aQueryTravelsAsBytesInJsonAndTheAnswerToo() throws Exception {
    byte[] query = Scene.linearClient().encrypt(ROW);
    JsonNode answer = user.post("v2/models/linear/infer", tensor("BYTES", 1, base64(query))).json();
    assertThat(answer.get("model_name").textValue()).isEqualTo("linear");
    assertThat(answer.get("model_version").textValue()).isEqualTo("1");
    assertThat(answer.get("id").textValue()).isEqualTo("42");
    assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[1]");
    assertAnswers(query, answer.at("/outputs/0/data/0").binaryValue());
  }

  @Test
  void aQueryTravelsAsNumbersToo() throws Exception {
    byte[] query = Scene.linearClient().encrypt(ROW);
    String numbers = IntStream.range(0, query.length).mapToObj(i -> Integer.toString(query[i] & 0xff))
        .collect(Collectors.joining(","));
    JsonNode output = user.post("v2/models/linear/versions/1/infer", tensor("UINT8", query.length, numbers)).json()
        .at("/outputs/0");
    assertThat(output.get("datatype").textValue()).isEqualTo("UINT8");
    byte[] answer = new byte[output.at("/shape/0").intValue()];
    for (int i = 0; i < answer.length; i++) {
      answer[i] = (byte) output.get("data").get(i).intValue();
    }
    assertAnswers(query, answer);
  }

  private static Reply binary(Scene scene, String path, String json, byte[] data) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(data);
    return scene.send(scene.request(path).header("Content-Type", Scene.OCTETS)
        .header("Inference-Header-Content-Length", Integer.toString(json.length()))
        .POST(BodyPublishers.ofByteArray(body.toByteArray())).build());
  }

  private static byte[] element(byte[] bytes) {
    return ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).put(bytes).array();
  }

  @Test
  void aQueryWithAKeyTravelsBehindTheJsonAndTheAnswerBehindIts() throws Exception {
    long uid = user.uploadTree();
    byte[] query = Scene.treeClient().encrypt(new double[] {7, 3});
    byte[] data = element(query);
    Reply reply = binary(user, "v2/models/tree/infer", "{\"parameters\":{\"uid\":" + uid
        + "},\"inputs\":[{\"name\":\"query\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":"
        + "{\"binary_data_size\":" + data.length + "}}],\"outputs\":[{\"name\":\"answer\",\"parameters\":"
        + "{\"binary_data\":true}}]}", data);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    int json = Integer.parseInt(reply.header("Inference-Header-Content-Length"));
    JsonNode output = JSON.readTree(reply.bytes(), 0, json).at("/outputs/0");
    byte[] behind = Arrays.copyOfRange(reply.bytes(), json, reply.bytes().length);
    assertThat(output.at("/parameters/binary_data_size").intValue()).isEqualTo(behind.length);
    byte[] answer = Arrays.copyOfRange(behind, 4, behind.length);
    assertThat(behind).isEqualTo(element(answer));
    assertThat(Scene.treeClient().integers(query, answer)).containsExactly(1);
    Refusals.assertRefused(user.post("v2/models/tree/infer", tensor("BYTES", 1, base64(query))), 400,
        ErrorCode.KEY_REQUIRED);
    Reply byHeader = user.send(user.request("v2/models/tree/infer").header("Nightjar-Uid", Long.toString(uid))
        .header("Content-Type", Scene.JSON).POST(BodyPublishers.ofString(tensor("BYTES", 1, base64(query)))).build());
    assertThat(byHeader.status()).as(byHeader.text()).isEqualTo(200);
  }

  @Test
  void whatIsWrongWithARequestIsSaid() throws Exception {
    byte[] query = Scene.linearClient().encrypt(ROW);
    String path = "v2/models/linear/infer";
    String good = tensor("BYTES", 1, base64(query));
    for (String body : new String[] {good + "{}", "{\"id\":" + good + "}", "{\"parameters\":{\"uid\":" + good + "}}",
        good.replace("\"BYTES\"", "[\"BYTES\"]"), "", "[]", "{", "{\"inputs\":{}}", tensor("BYTES", 1, "\"%%\""),
        NO_TEXT, good.replace("\"data\"", "\"parameters\":{\"binary_data_size\":-1},\"data\""),
        tensor("UINT8", 1, "256"), tensor("UINT8", 1, "true"), "{\"inputs\":[1]}"}) {
      Refusals.assertRefused(user.post(path, body), 400, ErrorCode.MALFORMED_REQUEST);
    }
    for (String body : new String[] {"{}", tensor("FP32", 1, "1.5"), tensor("BYTES", 2, base64(query)),
        good.replace("[1]", "[-1,-1]"), tensor("UINT8", 3, "1,2"),
        tensor("BYTES", 1, base64(query) + "," + base64(query))}) {
      Refusals.assertRefused(user.post(path, body), 422, ErrorCode.SHAPE_MISMATCH);
    }
    String json = "{\"inputs\":[{\"name\":\"query\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":"
        + "{\"binary_data_size\":" + query.length + "}}]}";
    Refusals.assertRefused(binary(user, path, json, query), 400, ErrorCode.MALFORMED_REQUEST);
    Refusals.assertRefused(binary(user, path, json, new byte[3]), 400, ErrorCode.MALFORMED_REQUEST);
    Refusals.assertRefused(binary(user, path, "", new byte[99]), 400, ErrorCode.INVALID_FORMAT);
  }

  @Test
  void whoRunsTheServerLoadsAndUnloadsModelsAndNobodyElse() throws Exception {
    Scene operators = new Scene(server.managementUri().orElseThrow());
    for (String path : new String[] {"index", "models/linear/load", "models/linear/unload"}) {
      Refusals.assertRefused(user.post("v2/repository/" + path, "{}"), 403, ErrorCode.FORBIDDEN);
      Refusals.assertRefused(new Scene(server.uri()).post("v2/repository/" + path, "{}"), 401,
          ErrorCode.UNAUTHENTICATED);
      Refusals.assertRefused(operators.send(operators.request("v2/repository/" + path).header("Origin", "http://evil")
          .POST(BodyPublishers.noBody()).build()), 403, ErrorCode.FORBIDDEN);
    }
    for (Scene allowed : List.of(admin, operators)) {
      assertThat(allowed.post("v2/repository/index", "").text()).isEqualTo(
          "[{\"name\":\"linear\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
          + "{\"name\":\"tree\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
      Reply unloaded = allowed.post("v2/repository/models/linear/unload", "");
      assertThat(unloaded.status()).as(unloaded.text()).isEqualTo(200);
      assertThat(user.get("v2/models/linear/ready").status()).isEqualTo(404);
      assertThat(allowed.post("v2/repository/index", "{\"ready\":true}").json()).hasSize(1);
      assertThat(allowed.post("v2/repository/index", "{}").json().at("/0/state").textValue()).isEqualTo("UNAVAILABLE");
      assertThat(allowed.post("v2/repository/models/linear/load", "{}").status()).isEqualTo(200);
      assertThat(user.get("v2/models/linear/ready").status()).isEqualTo(200);
      Refusals.assertRefused(allowed.post("v2/repository/models/nobody/load", ""), 404, ErrorCode.UNKNOWN_MODEL);
      Refusals.assertRefused(allowed.post("v2/repository/models/a..b/load", ""), 400, ErrorCode.INVALID_NAME);
      Refusals.assertRefused(allowed.post("v2/repository/models/linear/load", "{\"parameters\":{\"config\":\"{}\"}}"),
          400, ErrorCode.MALFORMED_REQUEST);
      for (String body : new String[] {"[]", NO_TEXT, "{}{}"}) {
        Reply refused = allowed.post("v2/repository/index", body);
        Refusals.assertRefused(refused, 400, ErrorCode.MALFORMED_REQUEST);
        assertThat(refused.json().get("detail").textValue()).doesNotContain("connection");
      }
    }
  }

  @Test
  void aBundleThatCannotBeUsedIsNoDefectOfTheServerAndIsLoadedOnceItIsMended(@TempDir Path models) throws Exception {
    BundleWriter.write(Scene.TREE, models);
    Path broken = Files.createDirectory(models.resolve("linear"));
    Files.writeString(broken.resolve("server.zip"), "no bundle");
    try (NightjarRuntime own = NightjarRuntime.builder().engine("java").threads(2).models(models).build();
        NightjarServer loading = NightjarServer.builder(own).management("127.0.0.1", 0).start()) {
      Scene operators = new Scene(loading.managementUri().orElseThrow());
      Reply refused = operators.post(CHANGES.get(0), "");
      Refusals.assertRefused(refused, 422, ErrorCode.INVALID_MODEL);
      assertThat(refused.json().get("detail").textValue()).contains("'linear'", "server.zip");
      Files.delete(broken.resolve("server.zip"));
      Files.delete(broken);
      BundleWriter.write(Scene.LINEAR, models);
      assertThat(operators.post(CHANGES.get(0), "").status()).isEqualTo(200);
      new Scene(loading.uri()).inferLinear();
    }
  }

  /** It is the address that is listened on that counts, and not the one by which a request came. */
  @Test
  void onAManagementPortThatOthersReachAllReadAndAdminsAloneChange() throws Exception {
    try (NightjarServer open = NightjarServer.builder(runtime).callers(tokens).management("0.0.0.0", 0).start();
        NightjarServer nameless = NightjarServer.builder(runtime).management("0.0.0.0", 0).start()) {
      URI management = open.managementUri().orElseThrow();
      Scene anybody = new Scene(management);
      assertThat(anybody.get("health").json().get("models")).hasSize(2);
      assertChangedByAdminsAlone(anybody, user.at(management), admin.at(management));

      Scene unknown = new Scene(nameless.managementUri().orElseThrow());
      assertThat(unknown.post("v2/repository/index", "").json()).hasSize(2);
      for (String change : CHANGES) {
        Reply refused = unknown.post(change, "");
        Refusals.assertRefused(refused, 403, ErrorCode.FORBIDDEN);
        assertThat(refused.json().get("detail").textValue()).contains("--admin", "loopback");
      }
    }
    assertThat(user.get("v2/models/linear/ready").status()).isEqualTo(200);
  }

  @Test
  void aHostsManagementServletKnowsAdminsAsTheEndpointDoesUnlessToldOtherwise() throws Exception {
    NightjarServlet servlet = new NightjarServlet(runtime, ServletSettings.defaults().withCallers(tokens));
    try (HostedServlet same = new HostedServlet(servlet.management());
        HostedServlet all = new HostedServlet(servlet.management(BrowserRules.loopback(),
            request -> Caller.ANONYMOUS.asAdmin()))) {
      assertChangedByAdminsAlone(new Scene(same.uri()), user.at(same.uri()), admin.at(same.uri()));
      assertThat(new Scene(all.uri()).post(CHANGES.get(0), "").status()).isEqualTo(200);
    }
  }

  private static void assertChangedByAdminsAlone(Scene anybody, Scene known, Scene allowed) throws Exception {
    assertThat(anybody.post("v2/repository/index", "").json()).hasSize(2);
    for (String change : CHANGES) {
      Refusals.assertRefused(anybody.post(change, ""), 401, ErrorCode.UNAUTHENTICATED);
      Refusals.assertRefused(known.post(change, ""), 403, ErrorCode.FORBIDDEN);
    }
    for (String change : List.of(CHANGES.get(1), CHANGES.get(0))) {
      Reply done = allowed.post(change, "");
      assertThat(done.status()).as(done.text()).isEqualTo(200);
    }
  }

  /** A servlet in a container that is not ours. */
  private static final class HostedServlet implements AutoCloseable {
    private final Server container = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    HostedServlet(HttpServlet servlet) throws Exception {
      container.setHandler(JettyParts.context(servlet));
      container.start();
    }

    URI uri() {
      return container.getURI();
    }

    @Override
    public void close() throws Exception {
      container.stop();
    }
  }

  /** The lines of the page, with this server's address, model and token in the place of the page's. */
  @Test
  void theCallsInTheDocumentationWork() throws Exception {
    String page = Files.readString(Path.of("../docs/serving.md"));
    String block = page.substring(page.indexOf("## Open Inference Protocol"));
    block = block.substring(block.indexOf("```sh") + 5, block.indexOf("```", block.indexOf("```sh") + 5));
    Path work = Files.createDirectory(folder.resolve("work"));
    byte[] query = Scene.linearClient().encrypt(ROW);
    Files.write(work.resolve("query.bin"), query);
    String script = "set -e\n" + block.replace("https://host/", server.uri().toString()).replace("spam-tree", "linear")
        .replace("http://localhost:9090/", server.managementUri().orElseThrow().toString())
        .replace("$TOKEN", user.request("").GET().build().headers().firstValue("Authorization").orElseThrow()
            .substring("Bearer ".length()));
    Process process = new ProcessBuilder("bash", "-c", script).directory(work.toFile())
        .redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(script.lines().filter(line -> line.startsWith("curl"))).hasSizeGreaterThan(4);
    assertThat(printed).contains("{\"ready\":true}", "\"platform\":\"nightjar_linear\"", "\"state\":\"READY\"");
    JsonNode answer = JSON.readTree(work.resolve("answer.json").toFile());
    assertAnswers(query, answer.at("/outputs/0/data/0").binaryValue());
  }
}
