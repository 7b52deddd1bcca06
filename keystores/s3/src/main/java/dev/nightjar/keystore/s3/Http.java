package dev.nightjar.keystore.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests with a time for the whole of each, body included, and answers of bounded length. Thread-safe. */
final class Http {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LEAST_BYTES_PER_SECOND = 64 << 10;

  private final Duration patience;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT).build();

  /**
   * A client.
   *
   * @param patience how long a request may take, beside a second for each 64 KiB
   */
  Http(Duration patience) {
    this.patience = patience;
  }

  /**
   * Sends a request.
   *
   * @param bytes that go both ways, for the time that it may take
   * @param maxBytes most bytes of the answer's body
   * @throws IOException when there is no whole answer
   */
  Answer send(HttpRequest request, long bytes, int maxBytes) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, info -> new BoundedBody(maxBytes));
    try {
      HttpResponse<byte[]> response = answer.get(
          patience.plusSeconds(bytes / LEAST_BYTES_PER_SECOND).toMillis(), TimeUnit.MILLISECONDS);
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      return new Answer(response.statusCode(), headers, response.body());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer in time", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an answer");
    }
  }
}
