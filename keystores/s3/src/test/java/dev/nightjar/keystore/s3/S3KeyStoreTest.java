package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a bucket that two stores share, as two replicas do. */
class S3KeyStoreTest extends KeyStoreContract {
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
}
