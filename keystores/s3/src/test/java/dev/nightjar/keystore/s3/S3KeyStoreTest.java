package dev.nightjar.keystore.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.SharedKeyStoreContract;
import dev.nightjar.api.keys.Uid;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a bucket that two stores share, as two replicas do. */
class S3KeyStoreTest extends SharedKeyStoreContract {
  private static BucketServer server;
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final SplittableRandom random = new SplittableRandom(7);
  private String prefix;

  @BeforeAll
  static void start() throws Exception {
    server = BucketServer.inMemory();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private synchronized long draw() {
    return random.nextLong();
  }

  @Override
  protected KeyStore open() {
    prefix = "test-" + TESTS.incrementAndGet() + "/";
    return replica();
  }

  @Override
  protected KeyStore replica() {
    LongSupplier draws = this::draw;
    return server.open(prefix, CAPACITY, () -> now, draws);
  }

  @Override
  protected void requireNothingLeftOf(Uid uid) {
    assertThat(objects()).containsExactly("keys/" + uid);
    now = now.plus(StoreLimits.MARK_STAYS).plusSeconds(1);
    try (S3KeyStore sweeping = server.open(prefix, CAPACITY, () -> now, this::draw)) {
      sweeping.sweep();
    }
    assertThat(objects()).isEmpty();
  }

  private List<String> objects() {
    return server.bucket(prefix).list("").stream().map(Listing.Entry::name).toList();
  }
}
