package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Clients of each protocol that ask without a pause. Each request is sent once, and any answer but the right one ends
 * the client, so that what a server loses is seen.
 */
final class OneAttemptClients implements AutoCloseable {
  private static final int PIECE = 4 << 20;
  private static final double[] ROW = {7, 3};
  private static final double[] NUMBERS = {4, 1, 9};

  private final Scene scene;
  private final long uid;
  private final AtomicBoolean over = new AtomicBoolean();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Semaphore> answered = new ArrayList<>();
  private final List<Future<?>> clients = new ArrayList<>();

  /** What a client does again and again. */
  @FunctionalInterface
  private interface Question {
    void ask() throws Exception;
  }

  OneAttemptClients(URI place) throws Exception {
    scene = new Scene(place);
    uid = scene.uploadTree();
    start(this::raw);
    start(this::protocol);
    start(this::article);
    start(this::rawUpload);
    start(this::articleUpload);
  }

  private void start(Question question) {
    Semaphore answers = new Semaphore(0);
    answered.add(answers);
    clients.add(threads.submit(() -> {
      while (!over.get()) {
        question.ask();
        answers.release();
      }
      return null;
    }));
  }

  private Scene.Reply post(String path, String type, byte[] body) throws Exception {
    // The secret of the key goes with the uid in the path; the header is what a balancer sees.
    String named = path + (path.contains("/infer") ? "?uid=" + uid : "");
    Scene.Reply reply = scene.send(scene.request(named).header("Nightjar-Uid", Long.toString(uid))
        .header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build());
    assertThat(reply.status()).as(path + ": " + reply.text()).isEqualTo(200);
    return reply;
  }

  private void raw() throws Exception {
    scene.inferLinear();
    byte[] query = Scene.treeClient().encrypt(ROW);
    assertTree(query, post("v1/models/tree/infer", Scene.OCTETS, query).bytes());
  }

  private void protocol() throws Exception {
    byte[] query = Scene.linearClient().encrypt(NUMBERS);
    byte[] answer = Base64.getDecoder().decode(ask("v2/models/linear/infer", "{\"inputs\":[{\"name\":\"query\","
        + "\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[" + base64(query, 0, query.length) + "]}]}")
        .json().at("/outputs/0/data/0").textValue());
    assertThat(Scene.linearClient().decrypt(query, answer)).isEqualTo(Scene.LINEAR.clearPrediction(NUMBERS));
  }

  private void article() throws Exception {
    for (String path : List.of("", "predict", "v1/models/tree")) {
      byte[] query = Scene.treeClient().encrypt(ROW);
      String answer = ask(path, "{\"encrypted_inputs\":" + base64(query, 0, query.length)
          + ",\"method\":\"inference\",\"model\":\"tree\",\"uid\":" + uid + "}").json().textValue();
      assertTree(query, Base64.getDecoder().decode(answer));
    }
  }

  private static void assertTree(byte[] query, byte[] answer) {
    assertThat(Scene.treeClient().decrypt(query, answer)).isEqualTo(Scene.TREE.clearPrediction(ROW));
  }

  private void rawUpload() throws Exception {
    delete(scene.uploadTree());
  }

  private void articleUpload() throws Exception {
    byte[] key = Scene.treeKey();
    long made = ask("", "{\"evaluation_keys\":" + base64(key, 0, PIECE) + ",\"method\":\"save_key\"}").json()
        .get("uid").longValue();
    for (int from = PIECE; from < key.length; from += PIECE) {
      ask("", "{\"evaluation_keys\":" + base64(key, from, Math.min(from + PIECE, key.length))
          + ",\"method\":\"append_key\",\"uid\":" + made + "}");
    }
    assertThat(scene.get("v1/keys/" + made).json().get("committed").booleanValue()).isTrue();
    delete(made);
  }

  private void delete(long made) throws Exception {
    assertThat(scene.send("DELETE", "v1/keys/" + made, Scene.OCTETS, BodyPublishers.noBody()).status()).isEqualTo(204);
  }

  private Scene.Reply ask(String path, String json) throws Exception {
    Scene.Reply reply = scene.post(path, json);
    assertThat(reply.status()).as(path + ": " + reply.text()).isEqualTo(200);
    return reply;
  }

  private static String base64(byte[] bytes, int from, int to) {
    return '"' + Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to)) + '"';
  }

  /** Until each client has got through once more, or one has failed. */
  void awaitMore() throws Exception {
    answered.forEach(Semaphore::drainPermits);
    for (int i = 0; i < clients.size(); i++) {
      while (!answered.get(i).tryAcquire(1, TimeUnit.SECONDS)) {
        if (clients.get(i).isDone()) {
          clients.get(i).get();
        }
      }
    }
  }

  /** Lets each finish what it does, and fails when one has failed. */
  void end() throws Exception {
    over.set(true);
    for (Future<?> client : clients) {
      client.get();
    }
    delete(uid);
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdownNow();
  }
}
