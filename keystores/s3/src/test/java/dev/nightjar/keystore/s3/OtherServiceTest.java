package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreContract;
import dev.nightjar.api.keys.UploadPace;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract over a service that runs elsewhere: {@code NIGHTJAR_TEST_S3_ENDPOINT} is its address and {@code
 * NIGHTJAR_TEST_S3_BUCKET} a bucket there, below whose {@code contract/} objects are left; credentials as usual.
 */
@EnabledIfEnvironmentVariable(named = "NIGHTJAR_TEST_S3_ENDPOINT", matches = ".+")
class OtherServiceTest extends KeyStoreContract {
  private final SecureRandom random = new SecureRandom();
  private final String prefix = "contract/" + Long.toUnsignedString(random.nextLong());

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("bucket", System.getenv("NIGHTJAR_TEST_S3_BUCKET"));
    settings.put("endpoint", System.getenv("NIGHTJAR_TEST_S3_ENDPOINT"));
    return settings;
  }

  private Bucket bucket() {
    Map<String, String> settings = settings();
    settings.put("prefix", prefix);
    BucketAddress address = new S3Settings(settings, System.getenv()).address();
    return new Bucket(address, new EnvironmentCredentials(System.getenv()).source(address.region(),
        InstantSource.system()), Duration.ofSeconds(20), Retries.DEFAULT, InstantSource.system());
  }

  @Override
  protected KeyStore open() {
    return replica();
  }

  @Override
  protected KeyStore replica() {
    return new S3KeyStore(bucket(), new StoreLimits(CAPACITY, CAPACITY, UploadPace.of(Duration.ofMinutes(10)),
        Duration.ZERO, StoreLimits.FRESHNESS), () -> now, random::nextLong);
  }

  @Test
  void theServiceDoesWhatAStoreNeeds() {
    BucketProbe.run(bucket(), random::nextLong);
  }
}
