package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Key stores in buckets of S3 services, under the name {@code s3}. Several replicas may use one bucket. Credentials are
 * taken from the environment.
 */
public final class S3KeyStoreProvider implements KeyStoreProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, String> environment;

  /** A provider that reads this process's environment. */
  public S3KeyStoreProvider() {
    this(System.getenv());
  }

  S3KeyStoreProvider(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public List<Setting> settings() {
    return S3Settings.ALL;
  }

  @Override
  public Optional<String> obstacle() {
    return new EnvironmentCredentials(environment).obstacle();
  }

  /** An open store, which has tried what it needs of the bucket. */
  @Override
  public KeyStore create(Map<String, String> settings) {
    S3Settings given = new S3Settings(settings, environment);
    BucketAddress address = given.address();
    StoreLimits limits = given.limits();
    obstacle().ifPresent(reason -> {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "key store 's3': " + reason);
    });
    InstantSource clock = InstantSource.system();
    LongSupplier random = new SecureRandom()::nextLong;
    Bucket bucket = new Bucket(address, new EnvironmentCredentials(environment).source(address.region(), clock),
        PATIENCE, Retries.DEFAULT, clock);
    BucketProbe.run(bucket, random);
    return new SweptKeyStore(new S3KeyStore(bucket, limits, clock, random), SweptKeyStore.PERIOD);
  }
}
