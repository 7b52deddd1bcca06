package dev.nightjar.keystore.s3;

import dev.nightjar.api.keys.UploadPace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 service on loopback with one bucket, in memory or in a folder. */
final class BucketServer implements AutoCloseable {
  static final String BUCKET = "nightjar-keys";
  static final AwsCredentials CREDENTIALS =
      new AwsCredentials("nj", "njsecret12", Optional.empty(), Optional.empty());
  static final Retries RETRIES = new Retries(4, Duration.ofMillis(2));

  private final BlobStore store;

  /** One for each prefix, as every one has an HTTP client of its own. */
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  private S3Proxy proxy;
  private int port;

  private BucketServer(BlobStore store) throws Exception {
    this.store = store;
    if (!store.containerExists(BUCKET)) {
      store.createContainer(BUCKET);
    }
    start();
  }

  static BucketServer inMemory() throws Exception {
    return new BucketServer(new TransientNio2BlobStore());
  }

  static BucketServer in(Path folder) throws Exception {
    return new BucketServer(new FilesystemNio2BlobStore(folder.toString()));
  }

  /** Starts on the port that it had before, or on a free one. */
  void start() throws Exception {
    proxy = S3Proxy.builder().blobStore(store).endpoint(URI.create("http://127.0.0.1:" + port))
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey()).build();
    proxy.start();
    port = proxy.getPort();
  }

  void stop() throws Exception {
    proxy.stop();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  BucketAddress address(String prefix) {
    return new BucketAddress(endpoint(), BUCKET, true, prefix, "us-east-1");
  }

  /** A bucket whose requests have the system's time, as the service compares it. */
  Bucket bucket(String prefix) {
    return buckets.computeIfAbsent(prefix, name -> bucket(address(name)));
  }

  static Bucket bucket(BucketAddress address) {
    return new Bucket(address, () -> CREDENTIALS, Duration.ofSeconds(20), RETRIES, InstantSource.system());
  }

  /** A store that never lags. */
  S3KeyStore open(String prefix, long capacity, InstantSource clock, LongSupplier random) {
    return new S3KeyStore(bucket(prefix), new StoreLimits(capacity, capacity, UploadPace.of(Duration.ofMinutes(10)),
        Duration.ZERO, StoreLimits.FRESHNESS), clock, random);
  }

  static LongSupplier random(long seed) {
    return new SplittableRandom(seed)::nextLong;
  }

  @Override
  public void close() throws Exception {
    proxy.stop();
  }
}
