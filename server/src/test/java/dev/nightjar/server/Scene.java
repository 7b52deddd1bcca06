package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A client's side of the story: both test models, their keys (made once for all tests), and HTTP in one line.
 */
class Scene {
  static final CompiledModel LINEAR = TestModels.linear();
  static final CompiledModel TREE = TestModels.tree();
  static final String JSON = "application/json";
  static final String OCTETS = "application/octet-stream";
  static final int PART = 1 << 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Pattern UID = Pattern.compile("(?:v1/keys/|uid=|\"uid\": ?)([0-9]+)");

  private final URI root;
  private final Optional<String> bearer;
  private final Map<Long, String> uploadTokens = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(10)).build();

  /** Keys take a while; they are made when first needed. */
  private static final class Keys {
    static final ModelClient LINEAR_CLIENT =
        new ModelClient(LINEAR.client(), SecretKey.generate(LINEAR.client().parameters()));
    static final ModelClient TREE_CLIENT =
        new ModelClient(TREE.client(), SecretKey.generate(TREE.client().parameters()));
    static final byte[] TREE_KEY = TREE_CLIENT
        .evaluationKey(new KeyGenerator(WorkerThreads.onAllProcessors()), Progress.NONE);
  }

  /** An answer with its body as bytes. */
  record Reply(int status, HttpResponse<byte[]> response) {
    byte[] bytes() {
      return response.body();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
      return MAPPER.readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Scene(URI root) {
    this(root, Optional.empty());
  }

  /** The same with a bearer token. */
  Scene(URI root, Optional<String> bearer) {
    this.root = root;
    this.bearer = bearer;
  }

  /** The same, with the secrets that it knows, at another server. */
  Scene at(URI other) {
    Scene scene = new Scene(other, bearer);
    scene.uploadTokens.putAll(uploadTokens);
    return scene;
  }

  static RuntimeBuilder runtime() {
    return NightjarRuntime.builder().engine("java").threads(2)
        .model(ServerBundle.of(LINEAR, ClientBundle.write(LINEAR.client())))
        .model(ServerBundle.of(TREE, ClientBundle.write(TREE.client())));
  }

  static ModelClient linearClient() {
    return Keys.LINEAR_CLIENT;
  }

  static ModelClient treeClient() {
    return Keys.TREE_CLIENT;
  }

  /** A copy of all of the evaluation key: eleven megabytes. */
  static byte[] treeKey() {
    return Keys.TREE_KEY.clone();
  }

  static int treeKeyBytes() {
    return Keys.TREE_KEY.length;
  }

  /** A copy of the bytes that are sent as one part. */
  static byte[] treePart(int index) {
    return part(Keys.TREE_KEY, index);
  }

  /** A copy of the first bytes. */
  static byte[] treeKeyStart(int bytes) {
    return Arrays.copyOf(Keys.TREE_KEY, bytes);
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  Reply post(String path, String type, byte[] body) throws IOException, InterruptedException {
    return send("POST", path, type, BodyPublishers.ofByteArray(body));
  }

  Reply post(String path, String json) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    // Found without the pattern, which takes longer over the megabytes of a key than sending them.
    int uid = json.indexOf("\"uid\":");
    if (uid >= 0 && !UID.matcher(path).find()) {
      showUploadToken(request, json.substring(uid));
    }
    return send(request.header("Content-Type", JSON).POST(BodyPublishers.ofString(json)).build());
  }

  Reply send(String method, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", type).method(method, body).build());
  }

  Reply send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    return new Reply(response.statusCode(), response);
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(60));
    bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    showUploadToken(request, path);
    return request;
  }

  /** With each uid goes the secret that was given with it. */
  private void showUploadToken(HttpRequest.Builder request, String text) {
    Matcher uid = UID.matcher(text);
    if (uid.find() && uid.group(1).length() <= 16) {
      Optional.ofNullable(uploadTokens.get(Long.parseLong(uid.group(1))))
          .ifPresent(token -> request.header("Nightjar-Upload-Token", token));
    }
  }

  /** The secret that was given with a uid. */
  String uploadToken(long uid) {
    return uploadTokens.get(uid);
  }

  /** Shows a secret that was given elsewhere. */
  void showUploadToken(long uid, String token) {
    uploadTokens.put(uid, token);
  }

  Reply putPart(String uid, String index, byte[] part, String crc) throws IOException, InterruptedException {
    return send(request("v1/keys/" + uid + "/parts/" + index).header("Content-Type", OCTETS)
        .header("Nightjar-CRC32C", crc).PUT(BodyPublishers.ofByteArray(part)).build());
  }

  static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  static byte[] part(byte[] key, int index) {
    return Arrays.copyOfRange(key, index * PART, Math.min((index + 1) * PART, key.length));
  }

  static int parts(byte[] key) {
    return (key.length + PART - 1) / PART;
  }

  /** Begins a key and returns its uid. */
  long begin(long totalBytes) throws IOException, InterruptedException {
    Reply reply = post("v1/keys", "{\"total_bytes\":" + totalBytes + "}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    long uid = reply.json().get("uid").longValue();
    if (reply.json().has("upload_token")) {
      uploadTokens.put(uid, reply.json().get("upload_token").textValue());
    }
    return uid;
  }

  /** Sends a whole key over the raw routes and returns its uid. */
  long upload(byte[] key) throws IOException, InterruptedException {
    long uid = begin(key.length);
    for (int i = 0; i < parts(key); i++) {
      byte[] part = part(key, i);
      Reply reply = putPart(Long.toString(uid), Integer.toString(i), part, crc(part));
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }
    Reply reply = post("v1/keys/" + uid + "/commit", OCTETS, new byte[0]);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().get("committed").booleanValue()).isTrue();
    return uid;
  }

  /** Sends the evaluation key so. */
  long uploadTree() throws IOException, InterruptedException {
    return upload(Keys.TREE_KEY);
  }

  /** Runs the model without a key and checks its answer. */
  void inferLinear() throws IOException, InterruptedException {
    double[] x = {4, 1, 9};
    byte[] query = linearClient().encrypt(x);
    Reply reply = post("v1/models/linear/infer", OCTETS, query);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(linearClient().decrypt(query, reply.bytes())).isEqualTo(LINEAR.clearPrediction(x));
    assertThat(linearClient().integers(query, reply.bytes())).containsExactly(3 * 4 - 5 + 7 * 9);
  }

  /** Runs the model with look-ups on all four corners and checks its answers. */
  void inferTree(long uid) throws IOException, InterruptedException {
    for (double[] x : new double[][] {{7, 3}, {8, 3}, {7, 4}, {15, 15}}) {
      byte[] query = treeClient().encrypt(x);
      Reply reply = post("v1/models/tree/infer?uid=" + uid, OCTETS, query);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(treeClient().integers(query, reply.bytes())).containsExactly(x[0] <= 7 && x[1] <= 3 ? 1 : 0);
      assertThat(treeClient().decrypt(query, reply.bytes())).isEqualTo(TREE.clearPrediction(x));
    }
  }
}
