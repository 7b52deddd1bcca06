package dev.nightjar.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Where an endpoint is and how patiently it is asked.
 *
 * @param base URL below which the routes lie: {@code http} or {@code https}, no query; a missing last slash
 *     is added
 * @param bearerToken sent as {@code Authorization: Bearer …} when present; visible ASCII characters
 * @param connectTimeout for making a connection
 * @param requestTimeout for one whole request and its answer, inference excepted
 * @param inferenceTimeout for one inference, waiting in the server's queue included; the server is told, and gives the
 *     inference up after so long, or after its own deadline where that is shorter
 * @param attempts how often a request is tried in all when the network or the server's load is against it, 1
 *     to 100
 * @param tokenInClear whether the token may be sent over {@code http} to another machine, where everyone on the way can
 *     read and use it; {@code https} and addresses of this machine need no such permission
 * @param tls which authorities are trusted to name servers; those of the JDK when empty
 */
public record EndpointSettings(URI base, Optional<String> bearerToken, Duration connectTimeout,
    Duration requestTimeout, Duration inferenceTimeout, int attempts, boolean tokenInClear,
    Optional<SSLContext> tls) {

  /** 127.0.0.0/8 and ::1, as URLs have them. */
  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[(::|(0{1,4}:){7})0{0,3}1]");

  public EndpointSettings {
    Objects.requireNonNull(bearerToken, "bearerToken");
    Objects.requireNonNull(tls, "tls");
    base = folder(base);
    if (bearerToken.isPresent() && !bearerToken.get().matches("[!-~]{1,4096}")) {
      throw new IllegalArgumentException("a bearer token has 1 to 4096 visible ASCII characters without spaces");
    }
    if (bearerToken.isPresent() && !tokenInClear && !hidesTokens(base)) {
      throw new IllegalArgumentException("a bearer token is not sent over http to " + base.getHost()
          + ", since everyone on the way could use it: use https, or permit it (EndpointSettings.permitTokenInClear, "
          + "--token-in-clear)");
    }
    requirePositive("connect", connectTimeout);
    requirePositive("request", requestTimeout);
    requirePositive("inference", inferenceTimeout);
    if (attempts < 1 || attempts > 100) {
      throw new IllegalArgumentException("a request is tried 1 to 100 times, not " + attempts);
    }
  }

  private static URI folder(URI base) {
    boolean http = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
    if (!http || base.getHost() == null || base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException("an endpoint is a URL like http://localhost:8080/, not " + base);
    }
    String text = base.toString();
    return text.endsWith("/") ? base : URI.create(text + "/");
  }

  /** Whether what travels is encrypted or stays on this machine. */
  boolean privateOnTheWay() {
    return hidesTokens(base);
  }

  /** Whether what is sent there is encrypted or stays on this machine. Of names, only {@code localhost} is known to. */
  private static boolean hidesTokens(URI base) {
    return "https".equalsIgnoreCase(base.getScheme()) || "localhost".equalsIgnoreCase(base.getHost())
        || LOOPBACK.matcher(base.getHost()).matches();
  }

  private static void requirePositive(String what, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the " + what + " time-out must be positive, not " + timeout);
    }
  }

  /** Without a token; 10 seconds to connect, 60 for a request, 10 minutes for an inference, 5 attempts. */
  public static EndpointSettings of(URI base) {
    return new EndpointSettings(base, Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(60),
        Duration.ofMinutes(10), 5, false, Optional.empty());
  }

  /**
   * The same with a token.
   *
   * @throws IllegalArgumentException where it would be sent over {@code http} to another machine, unless that was
   *     permitted before
   */
  public EndpointSettings withBearerToken(String token) {
    return new EndpointSettings(base, Optional.of(token), connectTimeout, requestTimeout, inferenceTimeout,
        attempts, tokenInClear, tls);
  }

  /** The same, where a token may be sent over {@code http} to another machine. */
  public EndpointSettings permitTokenInClear() {
    return new EndpointSettings(base, bearerToken, connectTimeout, requestTimeout, inferenceTimeout, attempts, true,
        tls);
  }

  /** The same with other time-outs for a request and for an inference. */
  public EndpointSettings withTimeouts(Duration request, Duration inference) {
    return new EndpointSettings(base, bearerToken, connectTimeout, request, inference, attempts, tokenInClear,
        tls);
  }

  /** The same with another number of attempts. */
  public EndpointSettings withAttempts(int number) {
    return new EndpointSettings(base, bearerToken, connectTimeout, requestTimeout, inferenceTimeout, number,
        tokenInClear, tls);
  }

  /** The same with other authorities, such as one of an own network. */
  public EndpointSettings withTls(SSLContext context) {
    return new EndpointSettings(base, bearerToken, connectTimeout, requestTimeout, inferenceTimeout, attempts,
        tokenInClear, Optional.of(context));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "EndpointSettings[" + base + (bearerToken.isPresent() ? ", with a token]" : "]");
  }
}
