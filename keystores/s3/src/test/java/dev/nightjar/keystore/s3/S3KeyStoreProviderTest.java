package dev.nightjar.keystore.s3;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.keys.KeyStore;
import dev.nightjar.api.keys.KeyStoreProvider;
import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class S3KeyStoreProviderTest {
  private static final Map<String, String> KEYS =
      Map.of("AWS_ACCESS_KEY_ID", "nj", "AWS_SECRET_ACCESS_KEY", "njsecret12");
  private static BucketServer server;

  @BeforeAll
  static void start() throws Exception {
    server = BucketServer.inMemory();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("bucket", BucketServer.BUCKET, "endpoint",
        server.endpoint().toString()));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  @Test
  void theProviderIsFoundAsAnExtension() {
    assertThat(ServiceLoader.load(KeyStoreProvider.class)).anyMatch(S3KeyStoreProvider.class::isInstance);
    assertThat(new S3KeyStoreProvider().name()).isEqualTo("s3");
    assertThat(new S3KeyStoreProvider().apiVersion()).isEqualTo(KeyStoreProvider.API_VERSION);
  }

  @Test
  void aStoreIsOpenedWhereTheSettingsSay() {
    S3KeyStoreProvider provider = new S3KeyStoreProvider(KEYS);
    assertThat(provider.obstacle()).isEmpty();
    try (KeyStore store = provider.create(settings("prefix", "a/b", "capacity-mib", "3"))) {
      assertThat(store.capacityBytes()).isEqualTo(3 << 20);
      Uid uid = store.begin(NewKey.of(10));
      store.put(uid, 0, ByteBuffer.allocate(10));
      store.commit(uid);
      assertThat(server.bucket("a/b/").get("keys/" + uid)).isPresent();
      assertThat(server.bucket("").list("a/b/probes")).isEmpty();
    }
  }

  @Test
  void theEndpointAndTheRegionMayComeFromTheEnvironment() {
    Map<String, String> environment = new HashMap<>(KEYS);
    environment.put("AWS_ENDPOINT_URL_S3", server.endpoint().toString());
    environment.put("AWS_REGION", "eu-north-1");
    BucketAddress address = new S3Settings(Map.of("bucket", "abc"), environment).address();
    assertThat(address.endpoint()).isEqualTo(server.endpoint());
    assertThat(address.pathStyle()).isTrue();
    assertThat(address.region()).isEqualTo("eu-north-1");
    BucketAddress aws = new S3Settings(Map.of("bucket", "abc"), Map.of("AWS_DEFAULT_REGION", "eu-west-1")).address();
    assertThat(aws.uri(aws.path("x"), "")).hasToString("https://abc.s3.eu-west-1.amazonaws.com/x");
  }

  @ParameterizedTest
  @CsvSource({"bucket, Keys, lower-case", "bucket, ab, 3 to 63", "prefix, /a, no empty", "prefix, a//b, no empty",
      "prefix, a/../b, hidden", "prefix, a b, letters", "region, a/b, letters", "endpoint, host:90, an address",
      "endpoint, ftp://host, scheme", "endpoint, http://u:p@host, scheme", "endpoint, http://host/x, scheme",
      "path-style, yes, path-style=true|false", "capacity-mib, 0, 1 to", "upload-idle-seconds, x, 1 to",
      "use-seconds, -1, 1 to", "colour, red, has no setting"})
  void badSettingsAreRefused(String name, String value, String words) {
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> new S3KeyStoreProvider(KEYS).create(settings(name, value))))
        .contains(words);
  }

  @Test
  void aBucketIsNeededAndOneWithDotsIsNoHost() {
    assertThat(refusal(ErrorCode.INVALID_NAME, () -> new S3KeyStoreProvider(KEYS).create(Map.of())))
        .contains("needs the setting bucket");
    assertThat(refusal(ErrorCode.INVALID_NAME,
        () -> new S3Settings(Map.of("bucket", "a.b.c"), Map.of()).address())).contains("path-style");
  }

  @Test
  void whatIsWrongIsSaidAtTheStart() {
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> new S3KeyStoreProvider(Map.of()).create(settings())))
        .contains("there are no credentials");
    assertThat(refusal(ErrorCode.UNAVAILABLE,
        () -> new S3KeyStoreProvider(KEYS).create(settings("bucket", "another-one"))))
        .contains("bucket 'another-one'", "no such bucket");
    Map<String, String> wrong = new HashMap<>(KEYS);
    wrong.put("AWS_SECRET_ACCESS_KEY", "wrong");
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> new S3KeyStoreProvider(wrong).create(settings())))
        .contains("SignatureDoesNotMatch").doesNotContain("wrong");
  }
}
