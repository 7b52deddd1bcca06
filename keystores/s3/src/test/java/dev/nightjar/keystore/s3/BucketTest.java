package dev.nightjar.keystore.s3;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.keystore.s3.ScriptedService.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bucket does with refusals, failures and answers that are none. */
@Timeout(60)
class BucketTest {
  private static final String LIST = """
      <?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
      <IsTruncated>%s</IsTruncated>%s
      <Contents><Key>p/%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>7</Size>
      <Owner><ID>x</ID></Owner></Contents></ListBucketResult>""";

  private ScriptedService service;

  @BeforeEach
  void start() throws IOException {
    service = new ScriptedService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private Bucket bucket() {
    return BucketServer.bucket(new BucketAddress(service.address(), "keys", true, "p/", "us-east-1"));
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError", "502, ''", "503, SlowDown", "503, ServiceUnavailable", "504, ''", "429, SlowDown",
      "409, ConditionalRequestConflict", "400, RequestTimeout", "0, ''"})
  void whatMayWorkLaterIsTriedAgain(int status, String code) {
    service.reply(Reply.refusal(status, code), Reply.refusal(status, code), Reply.of(200, ""));
    assertThat(bucket().create("k", new byte[3])).isTrue();
    assertThat(service.seen()).hasSize(3).allSatisfy(seen -> assertThat(seen.body()).hasSize(3));
  }

  @Test
  void attemptsAreBounded() {
    service.reply(Reply.refusal(503, "SlowDown"));
    assertThat(failure(() -> bucket().put("k", new byte[1]))).contains("503 SlowDown");
    assertThat(service.seen()).hasSize(BucketServer.RETRIES.attempts());
  }

  @Test
  void aPartialAttemptThatHadWorkedIsSeenAsAnObjectThatIsThere() {
    service.reply(Reply.of(0, ""), Reply.refusal(412, "PreconditionFailed"));
    assertThat(bucket().create("k", new byte[1])).isFalse();
  }

  private static String failure(ThrowingCallable call) {
    NightjarException failure = catchThrowableOfType(NightjarException.class, call);
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure.getMessage()).doesNotContain("keys").contains("the server's log says how");
    return failure.getCause().getMessage();
  }

  @ParameterizedTest
  @CsvSource({"403, RequestTimeTooSkewed, set the clock", "404, NoSuchBucket, mend the setting bucket",
      "403, AccessDenied, s3:PutObject", "403, '', s3:ListBucket",
      "403, InvalidAccessKeyId, does not know the access key",
      "403, SignatureDoesNotMatch, the secret key is not", "400, ExpiredToken, renew the credentials",
      "400, AuthorizationHeaderMalformed, mend the setting region", "301, PermanentRedirect, in eu-north-1",
      "405, MethodNotAllowed, an S3 service"})
  void aRefusalSaysWhatHelps(int status, String code, String words) {
    service.reply(new Reply(status, Reply.refusal(status, code).body(), Map.of("x-amz-bucket-region", "eu-north-1")));
    assertThat(failure(() -> bucket().get("k"))).contains(words, "bucket 'keys' at " + service.address());
    assertThat(service.seen()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"403, QuotaExceeded", "507, XMinioStorageFull", "507, ''"})
  void aFullBucketIsAFullStore(int status, String code) {
    service.reply(Reply.refusal(status, code));
    refusal(ErrorCode.STORE_FULL, () -> bucket().put("k", new byte[1]));
  }

  @Test
  void aServiceThatIsNotThereIsSaid() {
    URI address = service.address();
    service.close();
    assertThat(failure(() -> BucketServer.bucket(new BucketAddress(address, "keys", true, "", "r")).get("k")))
        .contains("brought no answer", "can it be reached");
  }

  @Test
  void anAbsentObjectIsNoFailure() {
    service.reply(Reply.refusal(404, "NoSuchKey"));
    assertThat(bucket().get("k")).isEmpty();
    assertThat(bucket().get("k", 3, 4)).isEmpty();
    assertThat(bucket().checksum("k")).isEmpty();
    bucket().delete("k");
  }

  @Test
  void aRangeThatIsNotThereIsEmpty() {
    service.reply(Reply.refusal(416, "InvalidRange"));
    assertThat(bucket().get("k", 3, 4)).isEmpty();
    service.reply(Reply.of(206, "ab"));
    assertThat(bucket().get("k", 3, 4)).isEmpty();
  }

  @Test
  void pagesAreReadToTheirEnd() {
    service.reply(Reply.of(200, LIST.formatted("true", "<NextContinuationToken>a/b=</NextContinuationToken>", "1")),
        Reply.of(200, LIST.formatted("false", "", "2")));
    assertThat(bucket().list("x")).extracting(Listing.Entry::name).containsExactly("1", "2");
    assertThat(service.seen().get(1).target()).contains("continuation-token=a%2Fb%3D", "prefix=p%2Fx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "<html><body>welcome</body></html>", "<ListBucketResult>",
      "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key><Size>x</Size></Contents></ListBucketResult>",
      "<ListBucketResult><Contents><Key>a</Key><Size>1</Size><LastModified>now</LastModified></Contents>"
          + "</ListBucketResult>",
      "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>"})
  void whatIsNoListIsRefused(String body) {
    service.reply(Reply.of(200, body));
    assertThat(failure(() -> bucket().list("x"))).contains("no list of objects");
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    service.reply(Reply.of(200, "x".repeat((8 << 20) + 1)));
    assertThat(failure(() -> bucket().get("k"))).contains("longer than");
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Bucket bucket = new Bucket(new BucketAddress(URI.create("http://127.0.0.1:" + silent.getLocalPort()), "keys",
          true, "", "r"), () -> BucketServer.CREDENTIALS, Duration.ofMillis(50), new Retries(2, Duration.ofMillis(1)),
          InstantSource.system());
      assertThat(failure(() -> bucket.get("k"))).contains("no answer in time");
    }
  }

  @Test
  void aRequestIsSignedAndHasItsChecksums() {
    bucket().create("a/b", "123456789".getBytes());
    ScriptedService.Seen seen = service.seen().get(0);
    assertThat(seen.target()).isEqualTo("/keys/p/a/b");
    assertThat(seen.header("x-amz-checksum-crc32c")).isEqualTo("4waSgw==");
    assertThat(seen.header("x-amz-meta-crc32c")).isEqualTo("e3069283");
    assertThat(seen.header("If-None-Match")).isEqualTo("*");
    assertThat(seen.header("x-amz-content-sha256"))
        .isEqualTo("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
    assertThat(seen.header("Authorization")).startsWith("AWS4-HMAC-SHA256 Credential=nj/")
        .contains("SignedHeaders=host;if-none-match;x-amz-checksum-crc32c;x-amz-content-sha256;x-amz-date;"
            + "x-amz-meta-crc32c,").doesNotContain("njsecret12");
  }

  @Test
  void aSessionTokenIsSentAndSigned() {
    AwsCredentials temporary = new AwsCredentials("a", "b", Optional.of("session"), Optional.empty());
    new Bucket(bucket().address(), () -> temporary, Duration.ofSeconds(9), BucketServer.RETRIES, InstantSource.system())
        .put("k", new byte[0]);
    assertThat(service.seen().get(0).header("x-amz-security-token")).isEqualTo("session");
    assertThat(service.seen().get(0).header("Authorization")).contains("x-amz-security-token");
  }

  @ParameterizedTest
  @CsvSource({"https://s3.eu.example.org, false, keys.s3.eu.example.org, https://keys.s3.eu.example.org/p/a",
      "https://s3.example.org:443, false, keys.s3.example.org, https://keys.s3.example.org/p/a",
      "https://h:9000, true, h:9000, https://h:9000/keys/p/a", "http://h:80, true, h, http://h/keys/p/a",
      "http://[::1]:90, true, [::1]:90, http://[::1]:90/keys/p/a"})
  void aBucketIsInThePathOrInTheHost(String endpoint, boolean pathStyle, String host, String uri) {
    BucketAddress address = new BucketAddress(URI.create(endpoint), "keys", pathStyle, "p/", "r");
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.uri(address.path("a"), "")).hasToString(uri);
    assertThat(address.path("")).isEqualTo(pathStyle ? "/keys" : "/");
  }

  @Test
  void aServiceThatDoesNotHeedConditionsIsRefusedAtTheStart() {
    service.reply(Reply.of(200, ""), Reply.of(200, ""), Reply.of(200, LIST.formatted("false", "", "probes/7")));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> BucketProbe.run(bucket(), () -> 7)))
        .contains("does not heed If-None-Match", "bucket 'keys'");
    service.reply(Reply.refusal(403, "AccessDenied"));
    assertThat(refusal(ErrorCode.UNAVAILABLE, () -> BucketProbe.run(bucket(), () -> 7))).contains("s3:PutObject");
  }
}
