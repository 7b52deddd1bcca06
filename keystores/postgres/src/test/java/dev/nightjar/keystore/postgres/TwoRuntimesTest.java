package dev.nightjar.keystore.postgres;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import dev.nightjar.runtime.NightjarRuntime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two servers' runtimes over one database, found and set by name as {@code serve} does. */
@ExtendWith(PostgresServer.Shared.class)
class TwoRuntimesTest {
  private static final CompiledModel MODEL = TestModels.echo("echo");
  private static final double[] ROW = {1, 0};

  private static ModelClient client;
  private static byte[] key;

  private final PostgresServer server;
  private final String schema;

  TwoRuntimesTest(PostgresServer server) {
    this.server = server;
    this.schema = server.schema();
  }

  @BeforeAll
  static void makeKeys() {
    client = new ModelClient(MODEL.client(), SecretKey.generate(TestModels.SMALL));
    key = client.evaluationKey(new KeyGenerator(), Progress.NONE);
  }

  private NightjarRuntime runtime(Duration freshness) {
    return NightjarRuntime.builder().model(ServerBundle.of(MODEL, new byte[0])).engine("java:plain").threads(1)
        .keyStore("postgres:url=" + server.url() + ":user=postgres:connections=3:schema=" + schema)
        .keyFreshness(freshness).build();
  }

  @Test
  void aKeyIsSentToBothAndUsedByBothAndGoneFromBothOnceOneDeletesIt() throws Exception {
    byte[] query = client.encrypt(ROW);
    // Asked for each inference, so that "once the other asks again" is the next call and no clock.
    try (NightjarRuntime one = runtime(Duration.ZERO); NightjarRuntime two = runtime(Duration.ZERO)) {
      Uid uid = one.keys().begin(NewKey.of(key.length));
      for (int part = 0; (long) part << 20 < key.length; part++) {
        int at = part << 20;
        (part % 2 == 0 ? one : two).keys().put(uid, at, ByteBuffer.wrap(key, at, Math.min(1 << 20, key.length - at)));
      }
      one.keys().commit(uid);
      for (NightjarRuntime runtime : List.of(two, one)) {
        byte[] answer = runtime.infer("echo", uid, query).content();
        assertThat(client.decrypt(query, answer).outputs()).isEqualTo(ROW);
      }
      assertThat(two.keys().delete(uid)).isTrue();
      refusal(ErrorCode.UNKNOWN_UID, () -> one.infer("echo", uid, query));
      refusal(ErrorCode.UNKNOWN_UID, () -> two.infer("echo", uid, query));
    }
    server.execute("drop schema " + schema + " cascade");
  }

  @Test
  void aKeyServesARuntimeThatStartsLater() throws Exception {
    byte[] query = client.encrypt(ROW);
    Uid uid;
    try (NightjarRuntime before = runtime(Duration.ofSeconds(10))) {
      uid = before.saveKey(key);
    }
    try (NightjarRuntime after = runtime(Duration.ofSeconds(10))) {
      assertThat(client.decrypt(query, after.infer("echo", uid, query).content()).outputs()).isEqualTo(ROW);
    }
    server.execute("drop schema " + schema + " cascade");
  }
}
