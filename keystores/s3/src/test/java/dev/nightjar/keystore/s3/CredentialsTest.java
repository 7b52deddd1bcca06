package dev.nightjar.keystore.s3;

import static dev.nightjar.api.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.keystore.s3.ScriptedService.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where credentials come from, and when temporary ones are renewed. */
@Timeout(60)
class CredentialsTest {
  @TempDir
  private Path folder;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ScriptedService sts;
  private Path token;
  private Map<String, String> environment;

  @BeforeEach
  void start() throws IOException {
    sts = new ScriptedService();
    token = Files.writeString(folder.resolve("token"), "the token+1\n");
    environment = new HashMap<>(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
        "AWS_ROLE_ARN", "arn:aws:iam::1:role/keys", "AWS_ENDPOINT_URL_STS", sts.address().toString()));
  }

  @AfterEach
  void stop() {
    sts.close();
  }

  private CredentialsSource source() {
    return new EnvironmentCredentials(environment).source("us-east-1", () -> now);
  }

  private Reply credentials(String name, Duration life) {
    return Reply.of(200, "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        + "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>" + name + "</AccessKeyId><SecretAccessKey>s"
        + "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>" + now.plus(life) + "</Expiration>"
        + "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>");
  }

  @Test
  void ownVariablesComeBeforeThoseOfAwsAndBothBeforeAWebIdentity() {
    environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b", "AWS_SESSION_TOKEN", "c"));
    assertThat(source().get().accessKey()).isEqualTo("a");
    assertThat(source().get().sessionToken()).hasValue("c");
    environment.putAll(Map.of("NIGHTJAR_S3_ACCESS_KEY_ID", "x", "NIGHTJAR_S3_SECRET_ACCESS_KEY", "y"));
    AwsCredentials own = source().get();
    assertThat(own.accessKey()).isEqualTo("x");
    assertThat(own.secretKey()).isEqualTo("y");
    assertThat(own.sessionToken()).isEmpty();
    assertThat(own.toString()).isEqualTo("access key x");
    assertThat(sts.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NIGHTJAR_S3_ACCESS_KEY_ID", "NIGHTJAR_S3_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"})
  void oneOfTwoIsSaid(String name) {
    assertThat(new EnvironmentCredentials(Map.of(name, "x")).obstacle().orElseThrow()).contains(name, "set both");
  }

  @Test
  void noneAreSaidWithTheRemedy() {
    assertThat(new EnvironmentCredentials(Map.of("AWS_ACCESS_KEY_ID", " ")).obstacle().orElseThrow())
        .contains("NIGHTJAR_S3_ACCESS_KEY_ID", "AWS_ROLE_ARN");
    assertThat(new EnvironmentCredentials(environment).obstacle()).isEmpty();
  }

  @Test
  void aTokenIsGivenForTemporaryCredentialsWhichAreKept() {
    sts.reply(credentials("first", Duration.ofHours(1)));
    CredentialsSource source = source();
    AwsCredentials credentials = source.get();
    assertThat(credentials.accessKey()).isEqualTo("first");
    assertThat(credentials.sessionToken()).hasValue("t");
    assertThat(source.get()).isEqualTo(credentials);
    assertThat(sts.seen()).singleElement().satisfies(seen -> assertThat(seen.body()).isEqualTo(
        "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fkeys&RoleSessionName=nightjar"
            + "&Version=2011-06-15&WebIdentityToken=the%20token%2B1"));
  }

  @Test
  void theyAreRenewedBeforeTheyEndWithTheTokenThatTheFileHasThen() throws IOException {
    sts.reply(credentials("first", Duration.ofHours(1)));
    CredentialsSource source = source();
    source.get();
    Files.writeString(token, "another");
    now = now.plus(Duration.ofMinutes(54));
    assertThat(source.get().accessKey()).isEqualTo("first");
    now = now.plus(Duration.ofMinutes(2));
    sts.reply(credentials("second", Duration.ofHours(1)));
    assertThat(source.get().accessKey()).isEqualTo("second");
    assertThat(sts.seen().get(1).body()).endsWith("=another");
  }

  @Test
  void whileTheyCannotBeRenewedTheOldOnesServeUntilTheyEnd() {
    sts.reply(credentials("first", Duration.ofMinutes(4)), Reply.refusal(500, "InternalFailure"));
    CredentialsSource source = source();
    source.get();
    assertThat(source.get().accessKey()).isEqualTo("first");
    assertThat(source.get().accessKey()).isEqualTo("first");
    assertThat(sts.seen()).hasSize(2);
    now = now.plus(Duration.ofMinutes(5));
    refusal(ErrorCode.UNAVAILABLE, source::get);
    refusal(ErrorCode.UNAVAILABLE, source::get);
    assertThat(sts.seen()).hasSize(3);
    sts.reply(credentials("second", Duration.ofHours(1)));
    now = now.plusSeconds(10);
    assertThat(source.get().accessKey()).isEqualTo("second");
  }

  @Test
  void refusedOnesAreAskedForAgain() {
    sts.reply(credentials("first", Duration.ofHours(1)), credentials("second", Duration.ofHours(1)));
    CredentialsSource source = source();
    source.refused(source.get());
    assertThat(source.get().accessKey()).isEqualTo("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<a/>", "<a><AccessKeyId>x</AccessKeyId></a>", "<a><AccessKeyId>x</AccessKeyId>"
      + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>soon</Expiration></a>"})
  void anAnswerWithoutCredentialsIsRefused(String answer) {
    sts.reply(Reply.of(200, answer));
    refusal(ErrorCode.UNAVAILABLE, source()::get);
  }

  @Test
  void aTokenThatIsNotThereOrTooLongIsRefused() throws IOException {
    Files.write(token, new byte[70_000]);
    refusal(ErrorCode.UNAVAILABLE, source()::get);
    Files.delete(token);
    refusal(ErrorCode.UNAVAILABLE, source()::get);
    assertThat(sts.seen()).isEmpty();
  }
}
