package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import dev.nightjar.runtime.execution.WorkQueue;
import dev.nightjar.server.Scene.Reply;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client names the time that it gives a request, and the server keeps it or its own, whichever is shorter. */
@Timeout(60)
class RequestDeadlineTest {
  private static final String HEADER = "Nightjar-Deadline-Millis";
  private static final Duration SERVER = Duration.ofMillis(800);

  private static HeldEngine engine;
  private static NightjarRuntime runtime;
  private static NightjarServer server;
  private static Scene scene;
  private static long uid;
  private static byte[] query;

  @BeforeAll
  static void start() throws Exception {
    engine = new HeldEngine();
    runtime = Scene.runtime().engine(engine).workers(1).limits(RuntimeLimits.DEFAULT.withDeadline(SERVER)).build();
    server = NightjarServer.builder(runtime).start();
    scene = new Scene(server.uri());
    uid = scene.uploadTree();
    query = Scene.treeClient().encrypt(new double[2]);
  }

  @AfterAll
  static void stop() {
    engine.release();
    server.close();
    runtime.close();
  }

  /** Shows the secret of the upload by the uid in the query string, which these routes do not read. */
  private static Reply send(String path, String type, byte[] body, String deadline) throws Exception {
    HttpRequest.Builder request = scene.request(path + "?uid=" + uid).header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body));
    return scene.send((deadline.isEmpty() ? request : request.header(HEADER, deadline)).build());
  }

  private static Reply raw(String deadline) throws Exception {
    return send("v1/models/tree/infer", Scene.OCTETS, query, deadline);
  }

  private static Reply article(String deadline) throws Exception {
    return send("v1/models/tree", Scene.JSON, ("{\"method\":\"inference\",\"uid\":" + uid + ",\"encrypted_inputs\":\""
        + Base64.getEncoder().encodeToString(query) + "\"}").getBytes(), deadline);
  }

  /** With the parameters of the request and of its tensor. */
  private static Reply protocol(String ofRequest, String ofTensor, String deadline) throws Exception {
    return send("v2/models/tree/infer", Scene.JSON, ("{\"parameters\":{\"uid\":\"" + uid + "\"" + ofRequest
        + "},\"inputs\":[{\"name\":\"query\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":{" + ofTensor
        + "},\"data\":[\"" + Base64.getEncoder().encodeToString(query) + "\"]}]}").getBytes(), deadline);
  }

  private static FutureTask<Reply> begun(Callable<Reply> sending) {
    FutureTask<Reply> reply = new FutureTask<>(sending);
    new Thread(reply, "test-client").start();
    return reply;
  }

  private static void assertLate(Reply reply, String seconds) throws Exception {
    assertRefused(reply, 408, ErrorCode.CANCELLED);
    assertThat(reply.json().get("detail").textValue()).contains("deadline of " + seconds + " s");
  }

  /** One is computed, on a busy machine not the first, and holds the one worker; the others wait behind it. */
  @Test
  void theShorterDeadlineEndsWhatComputesAndWhatWaitsAndTheWorkerIsFreeThen() throws Exception {
    for (long millis = 150; !engine.reached(); millis = Math.min(2 * millis, SERVER.toMillis())) {
      assertLate(raw(Long.toString(millis)), BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString());
    }
    assertLate(raw(" 51 "), "0.051");
    assertLate(article("52"), "0.052");
    assertLate(protocol("", "", "53"), "0.053");
    assertLate(protocol(",\"timeout\":54000", "", ""), "0.054");
    assertLate(protocol(",\"timeout\":55000", "", "56"), "0.055");
    assertLate(protocol(",\"timeout\":58000", "", "57"), "0.057");
    assertLate(protocol(",\"timeout\":0", "\"timeout\":1", "59"), "0.059");

    // Where the server's own is the shorter one, they wait for it at the same time.
    List<FutureTask<Reply>> unhurried = List.of(begun(() -> raw("")), begun(() -> raw("86400000")),
        begun(() -> protocol(",\"timeout\":86400000000", "", "801")));
    for (FutureTask<Reply> one : unhurried) {
      assertLate(one.get(), "0.8");
    }

    engine.release();
    while (!runtime.load().equals(new WorkQueue.Load(0, 0))) {
      Thread.onSpinWait();
    }
    scene.inferLinear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1s", "+7", "86400001", "99999999999999999999", "5, 6"})
  void aHeaderThatIsNoTimeIsRefusedWithItsNameAndTheBounds(String value) throws Exception {
    for (Reply reply : new Reply[] {raw(value), article(value), protocol("", "", value)}) {
      assertRefused(reply, 400, ErrorCode.MALFORMED_REQUEST);
      assertThat(reply.json().get("detail").textValue()).contains(HEADER, "1 to 86400000", "'" + value + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"5\"", "true", "null", "{}", "86400000001", "99999999999999999999"})
  void aTimeoutThatIsNoTimeIsRefusedWithItsNameAndTheBounds(String value) throws Exception {
    Reply reply = protocol(",\"timeout\":" + value, "", "");
    assertRefused(reply, 400, ErrorCode.MALFORMED_REQUEST);
    assertThat(reply.json().get("detail").textValue()).contains("timeout", "microseconds from 1 to 86400000000");
  }
}
