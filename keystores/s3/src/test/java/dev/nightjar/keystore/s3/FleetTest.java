package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.KeyStore;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers over one bucket: what a client does at one of them holds at the other. */
@Timeout(120)
class FleetTest {
  private static final CompiledModel MODEL = TestModels.echo("echo");
  private static final double[] ROW = {1, 0};

  private static ModelClient client;
  private static byte[] key;
  private BucketServer server;
  private List<KeyStore> stores;
  private List<NightjarRuntime> replicas;

  @BeforeAll
  static void makeKeys() {
    client = new ModelClient(MODEL.client(), SecretKey.generate(TestModels.SMALL));
    key = client.evaluationKey(new KeyGenerator(), Progress.NONE);
  }

  @BeforeEach
  void start() throws Exception {
    server = BucketServer.inMemory();
    S3KeyStoreProvider provider = new S3KeyStoreProvider(Map.of("AWS_ACCESS_KEY_ID",
        BucketServer.CREDENTIALS.accessKey(), "AWS_SECRET_ACCESS_KEY", BucketServer.CREDENTIALS.secretKey()));
    Map<String, String> settings = Map.of("bucket", BucketServer.BUCKET, "endpoint", server.endpoint().toString());
    stores = List.of(provider.create(settings), provider.create(settings));
    // The store is asked for each inference, so that a deletion counts with the next call and no clock.
    replicas = stores.stream().map(store -> NightjarRuntime.builder().model(ServerBundle.of(MODEL, new byte[0]))
        .engine("java:plain").threads(1).keyStore(store).keyFreshness(Duration.ZERO).build()).toList();
  }

  @AfterEach
  void stop() throws Exception {
    replicas.forEach(NightjarRuntime::close);
    server.close();
  }

  private double[] answer(NightjarRuntime replica, Uid uid) {
    byte[] query = client.encrypt(ROW);
    return client.decrypt(query, replica.infer("echo", uid, query).content()).outputs();
  }

  @Test
  void aKeyThatOneServerTookServesAtTheOtherAndOneThatItDeletedIsGoneAtBoth() {
    NightjarRuntime one = replicas.get(0);
    NightjarRuntime other = replicas.get(1);
    Uid uid = one.saveKey(key);
    assertThat(answer(other, uid)).isEqualTo(ROW);
    assertThat(answer(one, uid)).isEqualTo(ROW);
    assertThat(other.keys().delete(uid)).isTrue();
    for (NightjarRuntime replica : replicas) {
      assertThatThrownBy(() -> answer(replica, uid)).isInstanceOfSatisfying(NightjarException.class,
          e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_UID));
    }
    assertThat(other.keys().usedBytes()).isZero();
  }

  @Test
  void partsMayGoToAnyServer() {
    KeyStore one = replicas.get(0).keys();
    KeyStore other = replicas.get(1).keys();
    Uid uid = one.begin(NewKey.of(key.length));
    int part = NewKey.DEFAULT_PART_BYTES;
    for (int at = 0, i = 0; at < key.length; at += part, i++) {
      (i % 2 == 0 ? other : one).put(uid, at, ByteBuffer.wrap(key, at, Math.min(part, key.length - at)));
    }
    one.commit(uid);
    ByteBuffer stored = ByteBuffer.allocate(key.length);
    other.read(uid, 0, stored);
    assertThat(stored.array()).isEqualTo(key);
  }

  @Test
  void aKeyThatIsSpoiledOnTheWayIsRefusedAtTheCommitAndGone() {
    KeyStore one = replicas.get(0).keys();
    byte[] spoiled = key.clone();
    spoiled[key.length / 2] ^= 1;
    Uid uid = one.begin(NewKey.of(key.length));
    one.put(uid, 0, ByteBuffer.wrap(spoiled));
    assertThatThrownBy(() -> replicas.get(1).keys().commit(uid)).isInstanceOf(NightjarException.class);
    assertThatThrownBy(() -> one.describe(uid)).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_UID));
  }
}
