package dev.nightjar.keystore.s3;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;

/**
 * The objects below one prefix of a bucket. Each request is signed, has a time, and is sent again where that may help;
 * what does not work then is a {@link NightjarException}: {@code UNAVAILABLE}, or {@code STORE_FULL} where the service
 * says that it is. Thread-safe.
 */
final class Bucket {
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int EXISTS = 412;
  private static final int NO_SUCH_RANGE = 416;
  private static final int FORBIDDEN = 403;
  private static final int ANSWER_BYTES = 8 << 20;
  private static final String CRC = "x-amz-meta-crc32c";

  private final BucketAddress address;
  private final CredentialsSource credentials;
  private final SigV4 signature;
  private final Http http;
  private final Retries retries;
  private final InstantSource clock;

  Bucket(BucketAddress address, CredentialsSource credentials, Duration patience, Retries retries,
      InstantSource clock) {
    this.address = address;
    this.credentials = credentials;
    this.signature = new SigV4(address.region(), "s3");
    this.http = new Http(patience);
    this.retries = retries;
    this.clock = clock;
  }

  BucketAddress address() {
    return address;
  }

  /** A request without what each attempt adds; its answer's body may be long when that is expected. */
  private record Request(String method, String name, String query, Map<String, String> headers, byte[] body,
      int expected) {
    static Request of(String method, String name) {
      return new Request(method, name, "", Map.of(), new byte[0], 0);
    }
  }

  /** Writes an object over what may be there. */
  void put(String name, byte[] body) {
    require(put(name, body, Map.of()), "PUT", Bucket::isGood);
  }

  /** Writes an object where there is none; false when there is one, which an attempt of this call may have written. */
  boolean create(String name, byte[] body) {
    return require(put(name, body, Map.of("if-none-match", "*")), "PUT",
        answer -> answer.status() == EXISTS ? Optional.of(false) : isGood(answer));
  }

  private Answer put(String name, byte[] body, Map<String, String> more) {
    int crc = Crc32c.of(body, 0, body.length);
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(
        ByteBuffer.allocate(Integer.BYTES).putInt(crc).array()));
    headers.put(CRC, HexFormat.of().toHexDigits(crc));
    return call(new Request("PUT", name, "", headers, body, 0));
  }

  private static Optional<Boolean> isGood(Answer answer) {
    return answer.isGood() ? Optional.of(true) : Optional.empty();
  }

  /** A whole object, of 8 MiB at most; empty when it is not there. */
  Optional<byte[]> get(String name) {
    return require(call(Request.of("GET", name)), "GET", Bucket::found);
  }

  /** Bytes of an object; empty when it is not there, or shorter. */
  Optional<byte[]> get(String name, int from, int length) {
    Answer answer = call(new Request("GET", name, "", Map.of("range", "bytes=" + from + "-" + (from + length - 1)),
        new byte[0], length));
    Optional<byte[]> bytes = require(answer, "GET",
        a -> a.status() == NO_SUCH_RANGE ? Optional.of(Optional.empty()) : found(a));
    return bytes.filter(b -> b.length == length && (answer.status() == PARTIAL || from == 0));
  }

  private static Optional<Optional<byte[]>> found(Answer answer) {
    return answer.isGood() ? Optional.of(Optional.of(answer.body())) : isAbsent(answer)
        ? Optional.of(Optional.empty()) : Optional.empty();
  }

  private static boolean isAbsent(Answer answer) {
    return answer.status() == NOT_FOUND && !answer.code().equals("NoSuchBucket");
  }

  /** The CRC-32C that an object was written with; empty when it is not there. */
  Optional<Integer> checksum(String name) {
    return require(call(Request.of("HEAD", name)), "HEAD", answer -> answer.status() == NOT_FOUND
        ? Optional.of(Optional.<Integer>empty()) : answer.isGood()
        ? Optional.of(answer.header(CRC).filter(text -> text.matches("[0-9a-f]{8}"))
            .map(HexFormat::fromHexDigits)) : Optional.empty());
  }

  /** Deletes an object, if it is there. */
  void delete(String name) {
    require(call(Request.of("DELETE", name)), "DELETE",
        answer -> isAbsent(answer) ? Optional.of(true) : isGood(answer));
  }

  /** All objects whose names begin like this; the names are those in the bucket without its prefix. */
  List<Listing.Entry> list(String begin) {
    List<Listing.Entry> all = new ArrayList<>();
    pages(begin, "", page -> page.objects().forEach(entry -> all.add(new Listing.Entry(
        entry.name().substring(address.prefix().length()), entry.size(), entry.modified(), entry.version()))));
    return all;
  }

  /** What comes up to the next slash in the names that begin like this, without that beginning. */
  List<String> folders(String begin) {
    List<String> all = new ArrayList<>();
    int from = address.prefix().length() + begin.length();
    pages(begin, "/", page -> page.folders().forEach(folder -> all.add(folder.substring(from, folder.length() - 1))));
    return all;
  }

  private void pages(String begin, String delimiter, Consumer<Listing> each) {
    SortedMap<String, String> query = new TreeMap<>(Map.of("list-type", "2", "prefix", address.prefix() + begin));
    if (!delimiter.isEmpty()) {
      query.put("delimiter", delimiter);
    }
    for (Optional<String> next = Optional.of(""); next.isPresent(); ) {
      if (!next.get().isEmpty()) {
        query.put("continuation-token", next.get());
      }
      Answer answer = call(new Request("GET", "", UriText.query(query), Map.of(), new byte[0], 0));
      byte[] xml = require(answer, "LIST", a -> a.isGood() ? Optional.of(a.body()) : Optional.empty());
      try {
        Listing page = Listing.parse(xml);
        each.accept(page);
        next = page.next();
      } catch (XMLStreamException e) {
        throw BucketFaults.of(address, "LIST", new IOException("the answer is no list of objects"));
      }
    }
  }

  private <T> T require(Answer answer, String method, Function<Answer, Optional<T>> reading) {
    return reading.apply(answer).orElseThrow(() -> BucketFaults.of(address, method, answer));
  }

  private Answer call(Request request) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= retries.attempts();
      AwsCredentials used = credentials.get();
      try {
        Answer answer = http.send(signed(request, used), request.body.length + (long) request.expected,
            Math.max(request.expected, ANSWER_BYTES));
        if (answer.status() == FORBIDDEN && attempt == 1) {
          credentials.refused(used);
        }
        boolean renewed = answer.status() == FORBIDDEN && attempt == 1 && !credentials.get().equals(used);
        if (last || !renewed && !retries.isWorthIt(answer)) {
          return answer;
        }
        retries.await(attempt);
      } catch (IOException e) {
        if (last || Thread.currentThread().isInterrupted()) {
          throw BucketFaults.of(address, request.method, e);
        }
        pause(request, attempt);
      }
    }
  }

  private void pause(Request request, int attempt) {
    try {
      retries.await(attempt);
    } catch (IOException e) {
      throw BucketFaults.of(address, request.method, e);
    }
  }

  private HttpRequest signed(Request request, AwsCredentials used) {
    String hash = Sha256.hexOf(request.body);
    SortedMap<String, String> headers = new TreeMap<>(request.headers);
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", SigV4.time(clock.instant()));
    used.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", token));
    HttpRequest.Builder builder = HttpRequest.newBuilder();
    headers.forEach(builder::header);
    headers.put("host", address.host());
    String path = address.path(request.name);
    BodyPublisher body = request.method.equals("PUT") ? BodyPublishers.ofByteArray(request.body)
        : BodyPublishers.noBody();
    return builder.uri(address.uri(path, request.query)).method(request.method, body)
        .header("Authorization", signature.authorization(used, request.method, path, request.query, headers, hash))
        .build();
  }
}
