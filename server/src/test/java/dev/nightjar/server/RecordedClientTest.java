package dev.nightjar.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.bundle.BundleWriter;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another project's client sent to a socket, sent again to this server. */
@Timeout(120)
class RecordedClientTest {
  private static final double[] ROW = {4, 1, 9};
  private static final double[] TREE_ROW = {7, 3};
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Map<String, String> requests;
  private static NightjarRuntime runtime;
  private static NightjarServer server;

  /** An answer as it came. */
  private record Received(int status, String head, byte[] body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }

    String header(String name) {
      return head.lines().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip()).findFirst().orElse("");
    }
  }

  @BeforeAll
  static void start(@TempDir Path models) throws IOException {
    requests = recorded("inference-protocol/tritonclient-2.73.0.http");
    BundleWriter.write(Scene.LINEAR, models);
    BundleWriter.write(Scene.TREE, models);
    runtime = NightjarRuntime.builder().engine("java").threads(2).models(models).build();
    server = NightjarServer.builder(runtime).management("127.0.0.1", 0).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    runtime.close();
  }

  private static Map<String, String> recorded(String resource) throws IOException {
    Map<String, String> byName = new LinkedHashMap<>();
    try (InputStream in = RecordedClientTest.class.getClassLoader().getResourceAsStream(resource)) {
      String[] sections = new String(in.readAllBytes(), ISO_8859_1).split("(?m)^### ");
      for (String section : Arrays.copyOfRange(sections, 1, sections.length)) {
        int line = section.indexOf('\n');
        byName.put(section.substring(0, line), section.substring(line + 1));
      }
    }
    return byName;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] element(byte[] bytes) {
    return ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).put(bytes).array();
  }

  private static Received send(String name, byte[] query, String uid) throws IOException {
    return send(server.uri(), name, query, uid);
  }

  private static Received send(URI to, String name, byte[] query, String uid) throws IOException {
    String[] parts = requests.get(name).split("\n\n", 2);
    String body = parts[1].strip().replace("{{uid}}", uid)
        .replace("{{size}}", Integer.toString(query.length + (parts[1].contains("{{element}}") ? 4 : 0)))
        .replace("{{base64}}", Base64.getEncoder().encodeToString(query));
    int json = body.lastIndexOf("}{{") + 1;
    body = body.replace("{{element}}", text(element(query))).replace("{{query}}", text(query))
        .replace("{{floats}}", text(ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(4).putFloat(1).putFloat(9).array()));
    if (parts[0].contains("Content-Encoding: gzip")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(body.getBytes(ISO_8859_1));
      }
      body = text(packed.toByteArray());
    }
    String head = parts[0].strip().replace("{{host}}", to.getAuthority()).replace("{{json}}", Integer.toString(json))
        .replace("{{length}}", Integer.toString(body.length())).replace("\n", "\r\n");
    try (Wire wire = new Wire(to.getPort())) {
      String all = text(wire.send(head + "\r\n\r\n" + body).end().receiveBytes());
      int end = all.indexOf("\r\n\r\n");
      return new Received(Wire.status(all), all.substring(0, end), all.substring(end + 4).getBytes(ISO_8859_1));
    }
  }

  private static Received send(String name) throws IOException {
    return send(name, new byte[0], "");
  }

  /** The answer's data, of a document with the data behind it. */
  private static byte[] behind(Received received, String datatype) throws IOException {
    assertThat(received.status()).as(text(received.body())).isEqualTo(200);
    int json = Integer.parseInt(received.header("Inference-Header-Content-Length"));
    JsonNode output = JSON.readTree(received.body(), 0, json).at("/outputs/0");
    assertThat(output.get("name").textValue()).isEqualTo("answer");
    assertThat(output.get("datatype").textValue()).isEqualTo(datatype);
    byte[] data = Arrays.copyOfRange(received.body(), json, received.body().length);
    assertThat(output.at("/parameters/binary_data_size").intValue()).isEqualTo(data.length);
    if (datatype.equals("UINT8")) {
      assertThat(output.at("/shape/0").intValue()).isEqualTo(data.length);
      return data;
    }
    byte[] answer = Arrays.copyOfRange(data, 4, data.length);
    assertThat(data).isEqualTo(element(answer));
    return answer;
  }

  private static void assertAnswers(byte[] query, byte[] answer) {
    assertThat(Scene.linearClient().decrypt(query, answer)).isEqualTo(Scene.LINEAR.clearPrediction(ROW));
  }

  @Test
  void healthAndMetadataAreFound() throws IOException {
    for (String name : new String[] {"live", "ready", "server", "model", "model-version-ready"}) {
      assertThat(send(name).status()).as(name).isEqualTo(200);
    }
    assertThat(send("server").json().get("extensions").toString()).contains("\"binary_tensor_data\"");
    assertThat(send("model").json().at("/inputs/0/name").textValue()).isEqualTo("query");
    assertThat(send("model").json().at("/outputs/0/name").textValue()).isEqualTo("answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "binary-outputs", "gzip"})
  void anEncryptedQueryOfBytesIsAnsweredBehindTheJson(String name) throws IOException {
    byte[] query = Scene.linearClient().encrypt(ROW);
    assertAnswers(query, behind(send(name, query, ""), "BYTES"));
  }

  @Test
  void anEncryptedQueryOfNumbersIsAnsweredByNumbers() throws IOException {
    byte[] query = Scene.linearClient().encrypt(ROW);
    assertAnswers(query, behind(send("uint8", query, ""), "UINT8"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "binary-to-json"})
  void anAnswerIsInTheJsonWhereTheClientAsksForThat(String name) throws IOException {
    byte[] query = Scene.linearClient().encrypt(ROW);
    Received received = send(name, query, "");
    assertThat(received.status()).as(text(received.body())).isEqualTo(200);
    assertThat(received.header("Inference-Header-Content-Length")).isEmpty();
    assertAnswers(query, received.json().at("/outputs/0/data/0").binaryValue());
  }

  private static String savedKey() throws Exception {
    Scene owner = new Scene(server.uri());
    return owner.post("", "{\"method\":\"save_key\",\"evaluation_keys\":\""
        + Base64.getEncoder().encodeToString(Scene.treeKey()) + "\"}").json().get("uid").asText();
  }

  /** The client was told a minute and then 5 microseconds, by its argument {@code timeout}. */
  @Test
  void aKeyAndATimeAreNamedByParametersOfTheRequest() throws Exception {
    String uid = savedKey();
    byte[] query = Scene.treeClient().encrypt(TREE_ROW);
    assertThat(Scene.treeClient().integers(query, behind(send("keyed", query, uid), "BYTES"))).containsExactly(1);
    Received late = send("late", query, uid);
    assertThat(late.status()).as(text(late.body())).isEqualTo(408);
    assertThat(late.json().get("error").textValue()).contains("deadline of 0.000005 s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain-fp32", "plain-fp32-json"})
  void plainNumbersAreRefusedWithWhatToSendInstead(String name) throws IOException {
    Received received = send(name);
    assertThat(received.status()).isEqualTo(422);
    assertThat(received.json().get("code").textValue()).isEqualTo(ErrorCode.SHAPE_MISMATCH.slug());
    assertThat(received.json().get("error").textValue()).contains("encrypted data", "client.zip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "stats"})
  void extensionsThatAreNotAnnouncedAreNotFoundAndSaySo(String name) throws IOException {
    Received received = send(name);
    assertThat(received.status()).isEqualTo(404);
    assertThat(received.json().get("error").textValue()).isNotBlank();
  }

  @Test
  void modelsAreListedUnloadedAndLoadedOnTheManagementPort() throws IOException {
    URI management = server.managementUri().orElseThrow();
    assertThat(send("index").status()).isEqualTo(403);
    assertThat(send(management, "unload", new byte[0], "").status()).isEqualTo(200);
    assertThat(send("model").status()).isEqualTo(404);
    assertThat(send(management, "load", new byte[0], "").status()).isEqualTo(200);
    assertThat(send("model").status()).isEqualTo(200);
    assertThat(send(management, "index", new byte[0], "").json().at("/0/state").textValue()).isEqualTo("READY");
  }
}
