package dev.nightjar.client.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * One request and its answer: time-outs on the whole of it, a bound on the body, errors as exceptions.
 * Redirects are not followed: a key or query goes nowhere but to the endpoint that was named. Thread-safe.
 */
final class Transport {
  static final String OCTETS = "application/octet-stream";
  static final String JSON = "application/json";

  /** Names the key of a request for load balancers, which see headers and no bodies. */
  private static final String UID = "Nightjar-Uid";

  private static final String DEADLINE = "Nightjar-Deadline-Millis";

  /** The longest that a server reads. */
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

  /** Most bytes of an answer that is not a bundle or a ciphertext. */
  static final int SMALL = 1 << 20;

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
          DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .build();

  private final EndpointSettings settings;
  private final HttpClient http;

  /** For a server alone, which is asked under its base. */
  Transport(EndpointSettings settings) {
    this(settings, false);
  }

  /**
   * For a server.
   *
   * @param leadsOn whether the server may name https addresses elsewhere, which are then asked, too
   */
  Transport(EndpointSettings settings, boolean leadsOn) {
    this.settings = settings;
    // Without TLS a client that proposes HTTP/2 asks for a change of protocol, which proxies do not know.
    HttpClient.Version version = "https".equalsIgnoreCase(settings.base().getScheme())
        ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    HttpClient.Builder client = HttpClient.newBuilder().version(version)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(settings.connectTimeout());
    if (version == HttpClient.Version.HTTP_1_1 && !leadsOn) {
      client.sslContext(nobody());
    } else {
      settings.tls().ifPresent(client::sslContext);
    }
    this.http = client.build();
  }

  /** For clients without TLS, which would read all authorities of the JDK when they are made. It trusts none. */
  private static SSLContext nobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  EndpointSettings settings() {
    return settings;
  }

  /** A request for a path below the base. */
  HttpRequest.Builder request(String path) {
    URI uri = settings.base().resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    settings.bearerToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  /** The same for a request that names a key, so that a load balancer can send it to the server that has it loaded. */
  HttpRequest.Builder request(String path, Optional<Uid> uid) {
    HttpRequest.Builder request = request(path);
    uid.ifPresent(named -> request.header(UID, named.toString()));
    return request;
  }

  /** Sends a request; any status but 2xx is an exception. */
  HttpResponse<byte[]> send(HttpRequest.Builder builder, int limit) {
    return send(builder, limit, settings.requestTimeout());
  }

  /**
   * Sends an inference, with the time that it is waited for: the server computes no longer for nobody. A server whose
   * own deadline is shorter keeps that.
   */
  HttpResponse<byte[]> sendInference(HttpRequest.Builder builder, int limit) {
    Duration time = settings.inferenceTimeout();
    long millis = time.compareTo(LONGEST_DEADLINE) < 0 ? Math.max(1, time.toMillis()) : LONGEST_DEADLINE.toMillis();
    return send(builder.setHeader(DEADLINE, Long.toString(millis)), limit, time);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder builder, int limit, Duration timeout) {
    HttpRequest request = builder.timeout(timeout).build();
    HttpResponse<byte[]> response = exchange(request, BoundedBody.handler(limit), timeout);
    if (response.statusCode() / 100 != 2) {
      throw Problem.of(response);
    }
    return response;
  }

  /** Waits for the whole answer: the JDK's own time-out ends with its headers. */
  HttpResponse<byte[]> exchange(HttpRequest request, BodyHandler<byte[]> body, Duration timeout) {
    CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, body);
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw late(request.uri(), timeout, e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new NightjarException(ErrorCode.CANCELLED, "the request to " + request.uri() + " was interrupted",
          e);
    } catch (ExecutionException e) {
      boolean late = e.getCause() instanceof HttpTimeoutException
          && !(e.getCause() instanceof HttpConnectTimeoutException);
      throw late ? late(request.uri(), timeout, e.getCause()) : failure(request.uri(), e.getCause());
    }
  }

  private static NightjarException late(URI uri, Duration timeout, Throwable cause) {
    return HttpFailure.unanswered(ErrorCode.UNAVAILABLE,
        uri + " gave no whole answer within " + timeout.toMillis() + " ms", cause);
  }

  private static NightjarException failure(URI uri, Throwable cause) {
    if (cause instanceof BoundedBody.Refused refused) {
      return new NightjarException(refused.code(), uri + ": " + cause.getMessage(), cause);
    }
    if (cause instanceof ConnectException) {
      return HttpFailure.unreached(
          "cannot connect to " + uri.getScheme() + "://" + uri.getAuthority() + ": is the endpoint running?", cause);
    }
    if (cause instanceof IOException) {
      return HttpFailure.unanswered(ErrorCode.UNAVAILABLE, uri + " could not be asked: " + cause.getMessage(),
          cause);
    }
    return new NightjarException(ErrorCode.INTERNAL, uri + " could not be asked: " + cause, cause);
  }

  /** An answer's body as JSON. */
  <T> T json(HttpResponse<byte[]> response, Class<T> type) {
    try {
      T value = MAPPER.readValue(response.body(), type);
      if (value != null) {
        return value;
      }
      throw unexpected(response.uri(), "null", null);
    } catch (JsonProcessingException e) {
      throw unexpected(response.uri(), e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("a byte array could not be read", e);
    }
  }

  static NightjarException unexpected(URI uri, String what, Exception cause) {
    return new NightjarException(ErrorCode.INVALID_FORMAT,
        uri + " did not answer as a Nightjar endpoint does: " + what, cause);
  }
}
