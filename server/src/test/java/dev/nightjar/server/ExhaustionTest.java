package dev.nightjar.server;

import static dev.nightjar.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.server.Scene.Reply;
import dev.nightjar.servlet.CallerResolver;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Some hundred bytes of requests take the key store from nobody. */
class ExhaustionTest {
  private static final int KEYS = 8;

  private NightjarRuntime runtime;
  private NightjarServer server;

  /** A client at an address, as a proxy says it. */
  private static final class At extends Scene {
    private final String address;

    At(URI root, String address) {
      super(root);
      this.address = address;
    }

    @Override
    HttpRequest.Builder request(String path) {
      return super.request(path).header("X-Forwarded-For", address);
    }
  }

  @BeforeEach
  void start() throws Exception {
    runtime = Scene.runtime().keyStoreBytes((long) KEYS * Scene.treeKeyBytes()).build();
    server = NightjarServer.builder(runtime).callers(CallerResolver.behindProxy()).start();
  }

  @AfterEach
  void stop() {
    server.close();
    runtime.close();
  }

  private Scene at(String address) {
    return new At(server.uri(), address);
  }

  private static Reply announce(Scene scene) throws Exception {
    return scene.post("v1/keys", "{\"total_bytes\":" + Scene.treeKeyBytes() + "}");
  }

  /** 64 bytes of a key, by the article's method. */
  private static Reply sendHead(Scene scene) throws Exception {
    return scene.post("", "{\"method\":\"save_key\",\"evaluation_keys\":\""
        + Base64.getEncoder().encodeToString(Scene.treeKeyStart(64)) + "\"}");
  }

  @Test
  void announcementsTakeNoRoomAndAFewOfOneCallerAreAllThatThereAre() throws Exception {
    Scene attacker = at("192.0.2.1");
    int announced = 0;
    Reply last = announce(attacker);
    for (; last.status() == 201; last = announce(attacker)) {
      announced++;
      assertThat(announced).isLessThan(100);
    }
    assertThat(announced).isEqualTo(runtime.limits().callers().openUploads());
    assertRefused(last, 429, ErrorCode.BUSY);
    assertThat(last.header("Retry-After")).isNotEmpty();
    assertThat(runtime.keys().usedBytes()).isZero();
    Scene honest = at("192.0.2.2");
    honest.inferTree(honest.uploadTree());
  }

  @Test
  void headersOfKeysThatDoNotComeTakeAQuarterOfTheStoreFromOneCallerAndHalfFromAll() throws Exception {
    int reserved = 0;
    Scene attacker = at("192.0.2.1");
    Reply last = sendHead(attacker);
    for (; last.status() == 200; last = sendHead(attacker)) {
      reserved++;
      assertThat(reserved).isLessThan(100);
    }
    assertThat(reserved).isEqualTo(KEYS / 4);
    assertRefused(last, 429, ErrorCode.BUSY);
    for (int i = 2; i < 100; i++) {
      while (sendHead(at("192.0.2." + i)).status() == 200) {
        reserved++;
      }
    }
    assertThat(reserved).isEqualTo(KEYS / 2);
    assertThat(runtime.keys().usedBytes()).isEqualTo((long) KEYS / 2 * Scene.treeKeyBytes());
  }

  @Test
  void whoAnnouncesAndSendsNothingHasNoRoomToKeepFromOthers() throws Exception {
    Scene attacker = at("192.0.2.1");
    long uid = attacker.begin(Scene.treeKeyBytes());
    byte[] zeros = new byte[Scene.PART];
    assertRefused(attacker.putPart("" + uid, "0", zeros, Scene.crc(zeros)), 400, ErrorCode.INVALID_FORMAT);
    byte[] second = Scene.treePart(1);
    assertRefused(attacker.putPart("" + uid, "1", second, Scene.crc(second)), 409, ErrorCode.KEY_PART_CONFLICT);
    assertThat(runtime.keys().usedBytes()).isZero();
  }

  @Test
  void limitsSayWhatOneCallerMayTake() throws Exception {
    var limits = at("192.0.2.1").get("v1/limits").json();
    assertThat(limits.get("caller_open_uploads").intValue()).isEqualTo(8);
    assertThat(limits.get("caller_open_bytes").longValue()).isEqualTo(runtime.keys().capacityBytes() / 4);
    assertThat(limits.get("caller_key_bytes").longValue()).isEqualTo(runtime.keys().capacityBytes() / 2);
    assertThat(limits.get("body_patience_millis").longValue()).isEqualTo(10_000);
    assertThat(limits.get("body_bytes_per_second").intValue()).isEqualTo(4096);
  }
}
