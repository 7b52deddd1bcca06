package dev.nightjar.keystore.s3;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Finds credentials in the environment, so that none is in a command line: of Nightjar's own variables, those of AWS,
 * and a web identity, in this order.
 */
final class EnvironmentCredentials {
  private static final String OWN = "NIGHTJAR_S3_";
  private static final String AWS = "AWS_";

  private final Map<String, String> environment;

  EnvironmentCredentials(Map<String, String> environment) {
    this.environment = environment;
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Why there are none, with the remedy; empty when there are. */
  Optional<String> obstacle() {
    try {
      return keys(OWN).isPresent() || keys(AWS).isPresent() || hasWebIdentity() ? Optional.empty()
          : Optional.of("there are no credentials: set NIGHTJAR_S3_ACCESS_KEY_ID and NIGHTJAR_S3_SECRET_ACCESS_KEY,"
              + " or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, in"
              + " the environment");
    } catch (NightjarException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The source of credentials in the first of the places that has some. */
  CredentialsSource source(String region, InstantSource clock) {
    Optional<AwsCredentials> keys = keys(OWN).or(() -> keys(AWS));
    if (keys.isPresent()) {
      return keys::get;
    }
    return new WebIdentity(value("AWS_ENDPOINT_URL_STS").map(URI::create)
        .orElse(URI.create("https://sts." + region + ".amazonaws.com")),
        Path.of(value("AWS_WEB_IDENTITY_TOKEN_FILE").orElseThrow()), value("AWS_ROLE_ARN").orElseThrow(),
        value("AWS_ROLE_SESSION_NAME").orElse("nightjar"), clock);
  }

  private Optional<AwsCredentials> keys(String prefix) {
    Optional<String> access = value(prefix + "ACCESS_KEY_ID");
    Optional<String> secret = value(prefix + "SECRET_ACCESS_KEY");
    if (access.isPresent() != secret.isPresent()) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "of " + prefix + "ACCESS_KEY_ID and " + prefix
          + "SECRET_ACCESS_KEY the environment has one: set both, or none");
    }
    return access.map(name -> new AwsCredentials(name, secret.get(), value(prefix + "SESSION_TOKEN"),
        Optional.empty()));
  }

  private boolean hasWebIdentity() {
    boolean file = value("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent();
    if (file != value("AWS_ROLE_ARN").isPresent()) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "of AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN the"
          + " environment has one: set both, or none");
    }
    return file;
  }
}
