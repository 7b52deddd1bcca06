package dev.nightjar.client.http;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches files below one URL, over HTTPS, or over HTTP from this machine alone. At most five redirects are followed,
 * each to HTTPS. No token is sent. What is fetched is bounded before it is taken, and is not otherwise judged: whoever
 * asked compares its checksum. Thread-safe.
 */
public final class FileDownload {
  /** For one attempt at a file; the next one goes on where it ended. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int WHOLE = 200;
  private static final int PART = 206;
  private static final int NO_SUCH_RANGE = 416;

  private final Transport transport;

  /**
   * For files below the base of these settings.
   *
   * @throws NightjarException {@code INVALID_NAME} for HTTP to another machine
   */
  public FileDownload(EndpointSettings settings) {
    if (!settings.privateOnTheWay()) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "files are not fetched over http from "
          + settings.base().getHost() + ", since everyone on the way could exchange them: use https");
    }
    this.transport = new Transport(settings, true);
  }

  /** How each try is bounded. */
  private interface Attempt {
    HttpResponse<byte[]> run(URI uri);
  }

  /**
   * A small file.
   *
   * @param path below the base
   * @param limit most bytes that are taken
   * @throws NightjarException {@code TOO_LARGE}, {@code UNAVAILABLE}, or what the server's status says
   */
  public byte[] small(String path, int limit) {
    return retry().idempotent(() -> followed(transport.settings().base().resolve(path), uri -> transport.exchange(
        HttpRequest.newBuilder(uri).timeout(transport.settings().requestTimeout()).build(), BoundedBody.handler(limit),
        transport.settings().requestTimeout())).body());
  }

  /**
   * Fetches a file of known length into a file here, going on behind the bytes that this holds already. When this
   * returns it has that length. When it throws, what came may be there still, for the next call to go on with.
   *
   * @param path below the base
   * @param part where the bytes go; a longer file is begun anew
   * @param length of the whole, in bytes
   * @throws NightjarException {@code TOO_LARGE} when the server has more, {@code CHECKSUM_MISMATCH} when it has less,
   *     {@code UNAVAILABLE}, or what the server's status says
   * @throws IOException when the file cannot be written
   */
  public void resume(String path, Path part, long length) throws IOException {
    try {
      retry().idempotent(() -> attempt(path, part, length));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Retry retry() {
    return new Retry(transport.settings().attempts());
  }

  private Void attempt(String path, Path part, long length) {
    try {
      long have = Files.exists(part) ? Files.size(part) : 0;
      if (have > length) {
        Files.delete(part);
        have = 0;
      }
      if (have < length) {
        fetch(path, part, have, length);
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(String path, Path part, long have, long length) throws IOException {
    URI first = transport.settings().base().resolve(path);
    FileBody file = new FileBody(part, have, length);
    HttpResponse<byte[]> response;
    try (file) {
      response = followed(first, uri -> {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LONGEST);
        if (have > 0) {
          request.header("Range", "bytes=" + have + "-");
        }
        return transport.exchange(request.build(), file, LONGEST);
      });
    }
    if (response.statusCode() != WHOLE && response.statusCode() != PART || Files.size(part) < length) {
      Files.deleteIfExists(part);
      throw new NightjarException(ErrorCode.CHECKSUM_MISMATCH, first + " ended before its " + length + " bytes");
    }
  }

  /** The answer behind all redirects. */
  private HttpResponse<byte[]> followed(URI first, Attempt attempt) {
    URI uri = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response = attempt.run(uri);
      if (!REDIRECTS.contains(response.statusCode())) {
        if (response.statusCode() / 100 != 2) {
          throw Problem.of(response);
        }
        return response;
      }
      uri = target(response);
    }
    throw new NightjarException(ErrorCode.INVALID_FORMAT, first + " leads on more than " + MOST_REDIRECTS + " times");
  }

  private static URI target(HttpResponse<byte[]> response) {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      URI target = response.uri().resolve(location);
      if ("https".equalsIgnoreCase(target.getScheme()) && target.getHost() != null) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      // what follows says it
    }
    throw new NightjarException(ErrorCode.INVALID_FORMAT, response.uri() + " leads on to '"
        + Problem.printable(location) + "', which is no https URL and is not followed");
  }

  /** Where the body of one attempt goes. */
  private static final class FileBody implements BodyHandler<byte[]>, AutoCloseable {
    private final Path part;
    private final long have;
    private final long length;
    private Optional<BoundedBody> open = Optional.empty();

    FileBody(Path part, long have, long length) {
      this.part = part;
      this.have = have;
      this.length = length;
    }

    @Override
    public synchronized BodySubscriber<byte[]> apply(ResponseInfo info) {
      try {
        if (info.statusCode() == NO_SUCH_RANGE) {
          Files.deleteIfExists(part);
          return BoundedBody.refusing(new BoundedBody.Refused(ErrorCode.CHECKSUM_MISMATCH, "what is here of the file is"
              + " not a part of what is there, and was thrown away"));
        }
        if (info.statusCode() != WHOLE && info.statusCode() != PART) {
          return BoundedBody.handler(Transport.SMALL).apply(info);
        }
        boolean goesOn = info.statusCode() == PART;
        String range = info.headers().firstValue("Content-Range").orElse("");
        if (goesOn && !range.equals("bytes " + have + "-" + (length - 1) + "/" + length)) {
          Files.deleteIfExists(part);
          return BoundedBody.refusing(new BoundedBody.Refused(ErrorCode.CHECKSUM_MISMATCH, "the answer is not what was "
              + "left of " + length + " bytes"));
        }
        long expected = goesOn ? length - have : length;
        long told = info.headers().firstValueAsLong("Content-Length").orElse(expected);
        if (told != expected) {
          return refusal(told);
        }
        OutputStream out = have > 0 && goesOn ? Files.newOutputStream(part, StandardOpenOption.APPEND)
            : Files.newOutputStream(part);
        BoundedBody body = new BoundedBody(expected, out);
        open = Optional.of(body);
        return body;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private BodySubscriber<byte[]> refusal(long told) {
      return BoundedBody.refusing(new BoundedBody.Refused(
          told > length ? ErrorCode.TOO_LARGE : ErrorCode.CHECKSUM_MISMATCH,
          "the file has " + told + " bytes and not the " + length + " that were declared"));
    }

    @Override
    public synchronized void close() {
      open.ifPresent(BoundedBody::close);
    }
  }
}
