package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.AmbiguousRequests;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.KeyUpload;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the endpoint does in every server that carries it. The data owner's keys are made once for all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {
  private static final int PART = 1 << 20;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private CarryingServer server;
  private EndpointClient client;

  /** A server that runs, with the endpoint in it. */
  interface CarryingServer extends AutoCloseable {
    /** Root of the endpoint, ends with a slash. */
    URI root();

    /** Finishes what has been taken and stops the server and the runtime. */
    @Override
    void close() throws Exception;
  }

  /** What is done once, before the first start. */
  void prepare() throws Exception {
  }

  /** Starts a server on a free port of the loopback address. */
  abstract CarryingServer start() throws Exception;

  @BeforeAll
  void startOne() throws Exception {
    prepare();
    server = start();
    client = DataOwner.at(server.root());
  }

  @AfterAll
  void stopIt() throws Exception {
    server.close();
  }

  private static DataOwner owner() {
    return DataOwner.shared();
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.uri(URI.create(server.root() + path)).build(), BodyHandlers.ofString());
  }

  @Test
  void aKeyIsStoredAndAnswersAreDecryptedRight() {
    client.deleteKey(owner().play(client));
  }

  @Test
  void anAnswerHasItsHeadersAndHeadHasNoBody() throws Exception {
    HttpResponse<String> models = send("v1/models", HttpRequest.newBuilder().header("X-Request-Id", "seventeen"));
    assertThat(models.statusCode()).isEqualTo(200);
    assertThat(models.headers().firstValue("Content-Type")).hasValueSatisfying(type ->
        assertThat(type).startsWith("application/json"));
    assertThat(models.headers().firstValue("X-Request-Id")).hasValue("seventeen");
    HttpResponse<String> head = send("v1/models", HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void aRefusalSaysWhyAndLosesNoKey() throws Exception {
    Uid uid = client.uploadKey(owner().evaluationKey(), Progress.NONE);
    HttpResponse<String> unknown = send("v1/models/none/infer", HttpRequest.newBuilder()
        .header("Content-Type", "application/octet-stream").POST(BodyPublishers.ofByteArray(new byte[64])));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("unknown-model").doesNotContain("\tat ");
    HttpResponse<String> type = send("v1/models/sum/infer", HttpRequest.newBuilder().header("Content-Type", "text/x")
        .POST(BodyPublishers.ofString("no ciphertext")));
    assertThat(type.statusCode()).isEqualTo(415);
    assertThat(send("v1/keys/..%2f..%2fetc", HttpRequest.newBuilder()).statusCode()).isBetween(400, 499);
    assertThat(send("v1/models", HttpRequest.newBuilder().DELETE()).statusCode()).isEqualTo(405);
    owner().infer(client, uid);
    client.deleteKey(uid);
    assertThatThrownBy(() -> owner().infer(client, uid)).isInstanceOf(NightjarException.class);
  }

  /** The path that is mounted, with its slash or without, and no other that begins like it. */
  @Test
  void aNeighbourOfItsPathIsNotTaken() throws Exception {
    String mounted = server.root().getPath().replaceFirst("/$", "");
    HttpRequest.Builder models = HttpRequest.newBuilder();
    for (String path : List.of("v1/models", "X", "X/v1/models")) {
      HttpRequest neighbour = models.uri(server.root().resolve(mounted + path)).build();
      assertThat(HTTP.send(neighbour, BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(404);
    }
    HttpRequest article = HttpRequest.newBuilder(server.root().resolve(mounted))
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{\"method\":\"none\"}")).build();
    HttpResponse<String> answer = HTTP.send(article, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).as("the endpoint's own refusal").contains("\"code\":");
  }

  /** Hosts have limits of their own, of which keys in one piece by the article's protocol are to be no victims. */
  @Test
  void aBodyOfFourMebibytesReachesTheEndpoint() throws Exception {
    HttpResponse<String> answer = send("", HttpRequest.newBuilder().header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"method\":\"save_key\",\"evaluation_keys\":\"" + "AAAA".repeat(1 << 20)
            + "\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).as("the endpoint's own refusal").contains("\"code\":");
  }

  /** The connection is closed in the middle of a part: the same key is finished by another one. */
  @Test
  void anAbortedUploadIsFinishedByAnotherConnection() throws Exception {
    byte[] key = owner().evaluationKey();
    KeyUpload upload = client.beginKey(key.length);
    byte[] part = Arrays.copyOf(key, PART / 2);
    try (Socket socket = new Socket("localhost", server.root().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(String.join("\r\n", "PUT " + server.root().getPath() + "v1/keys/" + upload.uid() + "/parts/0 HTTP/1.1",
          "Host: localhost", "Content-Type: application/octet-stream", "Nightjar-CRC32C: 00000000",
          "Nightjar-Upload-Token: " + upload.uploadToken().orElseThrow().secret(), "Content-Length: " + PART, "", "")
          .getBytes(StandardCharsets.US_ASCII));
      out.write(part);
      out.flush();
    }
    client.resumeKey(upload.uid(), key, Progress.NONE);
    owner().infer(client, upload.uid());
    client.deleteKey(upload.uid());
  }

  /** Requests of {@link AmbiguousRequests} that this server reads in one way, so that it also answers the next one. */
  Set<String> readInOneWay() {
    return Set.of();
  }

  @Test
  void aRequestThatCouldBeReadInTwoWaysIsRefused() throws Exception {
    Set<String> goneOn = new HashSet<>();
    for (String rest : AmbiguousRequests.RESTS) {
      List<Integer> answers = AmbiguousRequests.answers(server.root().getPort(), server.root().getPath(), rest);
      assertThat(answers).as(rest).hasSizeLessThanOrEqualTo(2);
      if (!answers.isEmpty()) {
        assertThat(answers.get(0)).as(rest).isBetween(400, 501);
      }
      if (answers.size() == 2) {
        goneOn.add(rest);
      }
    }
    assertThat(goneOn).isEqualTo(readInOneWay());
  }

  @Test
  void aStoppedServerTakesNoConnection() throws Exception {
    CarryingServer another = start();
    URI root = another.root();
    HttpRequest health = HttpRequest.newBuilder(URI.create(root + "health/live")).build();
    assertThat(HTTP.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    another.close();
    assertThatThrownBy(() -> HttpClient.newHttpClient().send(health, BodyHandlers.discarding()))
        .isInstanceOf(ConnectException.class);
  }
}
