package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary credentials for a token in a file, as Kubernetes puts it there, from STS ({@code
 * AssumeRoleWithWebIdentity}). They are asked for again some minutes before they end; while that fails, the old ones
 * are used until they do, and STS is asked every ten seconds. The file is read each time, as its token is renewed, too.
 * Thread-safe.
 */
final class WebIdentity implements CredentialsSource {
  private static final Logger LOG = LoggerFactory.getLogger(WebIdentity.class);
  private static final Duration EARLY = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int MAX_TOKEN_BYTES = 64 << 10;
  private static final int MAX_ANSWER_BYTES = 256 << 10;

  private final URI sts;
  private final Path tokenFile;
  private final String role;
  private final String session;
  private final InstantSource clock;
  private final Http http = new Http(PATIENCE);

  /** Guarded by this object, as are the fields below. */
  private Optional<AwsCredentials> current = Optional.empty();

  private Instant nextAttempt = Instant.MIN;
  private Instant nextRefusal = Instant.MIN;

  WebIdentity(URI sts, Path tokenFile, String role, String session, InstantSource clock) {
    this.sts = sts;
    this.tokenFile = tokenFile;
    this.role = role;
    this.session = session;
    this.clock = clock;
  }

  @Override
  public synchronized AwsCredentials get() {
    Instant now = clock.instant();
    // Where STS does not answer, not every request waits for it.
    if (!isGood(now.plus(EARLY)) && !now.isBefore(nextAttempt)) {
      try {
        current = Optional.of(ask());
      } catch (IOException e) {
        LOG.warn("no credentials from {} for the role {}: {}", sts, role, e.getMessage());
        nextAttempt = clock.instant().plus(PAUSE);
      }
    }
    return current.filter(credentials -> isGood(now)).orElseThrow(() -> new NightjarException(ErrorCode.UNAVAILABLE,
        "the key store has no credentials for its bucket; the server's log says why"));
  }

  private boolean isGood(Instant until) {
    return current.flatMap(AwsCredentials::expires).filter(until::isBefore).isPresent();
  }

  @Override
  public synchronized void refused(AwsCredentials credentials) {
    if (current.filter(credentials::equals).isPresent() && !clock.instant().isBefore(nextRefusal)) {
      nextRefusal = clock.instant().plus(PAUSE);
      current = Optional.empty();
    }
  }

  private AwsCredentials ask() throws IOException {
    if (Files.size(tokenFile) > MAX_TOKEN_BYTES) {
      throw new IOException("the token file is longer than " + MAX_TOKEN_BYTES + " bytes");
    }
    String form = UriText.query(new TreeMap<>(Map.of("Action", "AssumeRoleWithWebIdentity", "Version", "2011-06-15",
        "RoleArn", role, "RoleSessionName", session, "WebIdentityToken", Files.readString(tokenFile).strip())));
    HttpRequest request = HttpRequest.newBuilder(sts.getPath().isEmpty() ? sts.resolve("/") : sts)
        .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)).build();
    Answer answer = http.send(request, 0, MAX_ANSWER_BYTES);
    if (!answer.isGood()) {
      throw new IOException("status " + answer.status() + " " + answer.code()
          + ": may the role be assumed with this token, and is the token file's content current?");
    }
    try {
      return new AwsCredentials(text(answer, "AccessKeyId"), text(answer, "SecretAccessKey"),
          Optional.of(text(answer, "SessionToken")), Optional.of(Instant.parse(text(answer, "Expiration"))));
    } catch (DateTimeException e) {
      throw new IOException("the credentials have no time of expiry", e);
    }
  }

  private static String text(Answer answer, String name) throws IOException {
    return AnswerXml.text(answer.body(), name).orElseThrow(() -> new IOException("the answer has no " + name));
  }
}
