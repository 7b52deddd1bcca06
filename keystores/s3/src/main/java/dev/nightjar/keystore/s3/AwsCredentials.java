package dev.nightjar.keystore.s3;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What requests are signed with. Its text shows no secret.
 *
 * @param accessKey public name of the secret key
 * @param secretKey what signatures are made with
 * @param sessionToken sent with each request where the credentials are temporary
 * @param expires when the service takes them no more
 */
record AwsCredentials(String accessKey, String secretKey, Optional<String> sessionToken, Optional<Instant> expires) {
  AwsCredentials {
    Objects.requireNonNull(sessionToken, "sessionToken");
    Objects.requireNonNull(expires, "expires");
  }

  @Override
  public String toString() {
    return "access key " + accessKey + expires.map(until -> " until " + until).orElse("");
  }
}
