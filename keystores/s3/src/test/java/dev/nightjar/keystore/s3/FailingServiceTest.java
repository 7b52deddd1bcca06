package dev.nightjar.keystore.s3;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyOwner;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that goes away in the middle of everything, and comes back. */
@Timeout(120)
class FailingServiceTest {
  private static final int PART = 1000;

  private BucketServer server;
  private S3KeyStore store;

  @BeforeEach
  void start() throws Exception {
    server = BucketServer.inMemory();
    store = server.open("", 1 << 20, Instant::now, BucketServer.random(1));
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    server.close();
  }

  @Test
  void anUploadGoesOnWhenTheServiceIsBack() throws Exception {
    byte[] key = new byte[3 * PART];
    key[2 * PART] = 5;
    Uid uid = store.begin(new NewKey(key.length, PART, KeyOwner.ANYBODY));
    store.put(uid, 0, ByteBuffer.wrap(key, 0, PART));
    server.stop();
    refusal(ErrorCode.UNAVAILABLE, () -> store.put(uid, PART, ByteBuffer.wrap(key, PART, PART)));
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(uid));
    refusal(ErrorCode.UNAVAILABLE, () -> store.begin(NewKey.of(10)));
    refusal(ErrorCode.UNAVAILABLE, store::usedBytes);
    server.start();
    store.put(uid, PART, ByteBuffer.wrap(key, PART, 2 * PART));
    server.stop();
    refusal(ErrorCode.UNAVAILABLE, () -> store.commit(uid));
    refusal(ErrorCode.UNAVAILABLE, () -> store.delete(uid));
    server.start();
    assertThat(store.describe(uid).committed()).isFalse();
    store.commit(uid);
    server.stop();
    refusal(ErrorCode.UNAVAILABLE, () -> store.read(uid, 0, ByteBuffer.allocate(key.length)));
    refusal(ErrorCode.UNAVAILABLE, store::sweep);
    server.start();
    ByteBuffer read = ByteBuffer.allocate(key.length);
    store.read(uid, 0, read);
    assertThat(read.array()).isEqualTo(key);
  }

  @Test
  void aClockThatIsWrongIsSaid() {
    Bucket late = new Bucket(server.address(""), () -> BucketServer.CREDENTIALS, Duration.ofSeconds(20),
        BucketServer.RETRIES, () -> Instant.now().plus(Duration.ofDays(1)));
    assertThatThrownBy(() -> BucketProbe.run(late, () -> 7)).hasMessageContaining("set the clock");
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    refusal(ErrorCode.UNAVAILABLE, () -> store.describe(new Uid(1)));
    refusal(ErrorCode.UNAVAILABLE, () -> store.begin(NewKey.of(10)));
    refusal(ErrorCode.UNAVAILABLE, store::usedBytes);
  }

  @Test
  void aKeyThatIsTooLongIsRefused() {
    refusal(ErrorCode.TOO_LARGE, () -> store.begin(NewKey.of((1 << 20) + 1)));
  }
}
