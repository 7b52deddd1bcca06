package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from real servers: one with TLS, one of this machine without. */
@Timeout(60)
class FileDownloadTest {
  private static final byte[] CONTENT = "0123456789".repeat(2000).getBytes(StandardCharsets.UTF_8);
  private static final Map<String, FakeServer.Reply> REPLIES = new ConcurrentHashMap<>();
  private static final List<String> RANGES = new CopyOnWriteArrayList<>();

  private static SSLContext tls;
  private static HttpsServer secure;
  private static HttpServer plain;

  @TempDir
  private Path folder;

  private Path part;

  @BeforeAll
  static void start(@TempDir Path secrets) throws Exception {
    tls = TestCertificate.make(secrets, "EC").context();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    secure = HttpsServer.create(free, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(tls));
    plain = HttpServer.create(free, 0);
    for (HttpServer server : List.of(secure, plain)) {
      server.createContext("/", exchange -> {
        RANGES.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        try (exchange) {
          REPLIES.get(exchange.getRequestURI().getPath()).to(exchange);
        }
      });
      server.start();
    }
  }

  @AfterAll
  static void stop() {
    secure.stop(0);
    plain.stop(0);
  }

  @BeforeEach
  void forget() {
    REPLIES.clear();
    RANGES.clear();
    part = folder.resolve("file.part");
  }

  private static String base(HttpServer server) {
    return (server == secure ? "https" : "http") + "://localhost:" + server.getAddress().getPort() + "/hub/";
  }

  private static FileDownload from(HttpServer server, int attempts) {
    return new FileDownload(EndpointSettings.of(URI.create(base(server))).withTls(tls).withAttempts(attempts)
        .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)));
  }

  /** What a server answers that has this file. */
  private static FakeServer.Reply file(byte[] content) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (range != null) {
        exchange.getResponseHeaders().set("Content-Range",
            "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
      exchange.getResponseBody().write(content, from, content.length - from);
    };
  }

  private static FakeServer.Reply leadingTo(String location) {
    return FakeServer.Reply.of(302, "text/plain", new byte[0], "Location", location);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(NightjarException.class, e -> {
      assertThat(e.code()).isEqualTo(code);
      assertThat(e).hasMessageContaining(message);
    });
  }

  @Test
  void aFileComesWholeOverHttpsAndOverHttpOfThisMachine() throws IOException {
    REPLIES.put("/hub/file", file(CONTENT));
    for (HttpServer server : List.of(secure, plain)) {
      Files.deleteIfExists(part);
      from(server, 1).resume("file", part, CONTENT.length);
      assertThat(part).hasBinaryContent(CONTENT);
      assertThat(from(server, 1).small("file", CONTENT.length)).isEqualTo(CONTENT);
    }
  }

  @Test
  void plainHttpToAnotherMachineIsRefusedBeforeItIsAsked() {
    assertRefused(ErrorCode.INVALID_NAME, "use https",
        () -> new FileDownload(EndpointSettings.of(URI.create("http://models.example/hub/"))));
  }

  @Test
  void aFileThatBreaksOffIsGoneOnWithWhereItEnded() throws IOException {
    REPLIES.put("/hub/file", exchange -> {
      REPLIES.put("/hub/file", file(CONTENT));
      exchange.sendResponseHeaders(200, CONTENT.length);
      exchange.getResponseBody().write(CONTENT, 0, 5000);
      exchange.getResponseBody().flush();
      throw new IOException("hung up on purpose");
    });
    from(plain, 3).resume("file", part, CONTENT.length);
    assertThat(part).hasBinaryContent(CONTENT);
    assertThat(RANGES).hasSize(2).startsWith("null");
    assertThat(RANGES.get(1)).startsWith("bytes=").doesNotContain("bytes=0-");
  }

  @Test
  void aServerThatKnowsNoRangesSendsTheFileAnew() throws IOException {
    Files.writeString(part, "01234");
    REPLIES.put("/hub/file", FakeServer.Reply.of(200, "application/zip", CONTENT));
    from(secure, 1).resume("file", part, CONTENT.length);
    assertThat(part).hasBinaryContent(CONTENT);
  }

  @Test
  void aWholeFileThatIsSentAsARangeIsTaken() throws IOException {
    REPLIES.put("/hub/file",
        FakeServer.Reply.of(206, "application/zip", CONTENT, "Content-Range", "bytes 0-19999/20000"));
    from(plain, 1).resume("file", part, CONTENT.length);
    assertThat(part).hasBinaryContent(CONTENT);
  }

  @Test
  void aRangeThatWasNotAskedForAndOneThatIsNotThereThrowThePartAway() throws IOException {
    for (FakeServer.Reply reply : List.of(
        FakeServer.Reply.of(206, "application/zip", CONTENT, "Content-Range", "bytes 0-19999/20000"),
        FakeServer.Reply.of(206, "application/zip", CONTENT), FakeServer.Reply.of(416, "text/plain", new byte[0]))) {
      Files.writeString(part, "01234");
      REPLIES.put("/hub/file", reply);
      assertRefused(ErrorCode.CHECKSUM_MISMATCH, "/hub/file",
          () -> from(plain, 3).resume("file", part, CONTENT.length));
      assertThat(part).doesNotExist();
    }
  }

  @Test
  void aFileOfAnotherLengthThanDeclaredIsRefusedBeforeItIsTaken() {
    REPLIES.put("/hub/file", file(CONTENT));
    assertRefused(ErrorCode.TOO_LARGE, "has 20000 bytes and not the 19999",
        () -> from(plain, 3).resume("file", part, CONTENT.length - 1));
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, "has 20000 bytes and not the 20001",
        () -> from(plain, 3).resume("file", part, CONTENT.length + 1));
    assertThat(part).doesNotExist();
    assertThat(RANGES).hasSize(2);
  }

  @Test
  void aFileOfNoToldLengthIsCutWhereItGetsTooLongAndRefusedWhereItEndsEarly() {
    REPLIES.put("/hub/file", exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(CONTENT);
    });
    assertRefused(ErrorCode.TOO_LARGE, "longer than 19999",
        () -> from(plain, 3).resume("file", part, CONTENT.length - 1));
    assertRefused(ErrorCode.CHECKSUM_MISMATCH, "ended before its 20001",
        () -> from(secure, 3).resume("file", folder.resolve("other.part"), CONTENT.length + 1));
    assertThat(folder.resolve("other.part")).doesNotExist();
    assertRefused(ErrorCode.TOO_LARGE, "longer than 100", () -> from(plain, 3).small("file", 100));
  }

  @Test
  void redirectsAreFollowedToHttpsAlone() throws IOException {
    REPLIES.put("/hub/file", leadingTo(base(secure) + "moved"));
    REPLIES.put("/hub/moved", file(CONTENT));
    Files.write(part, new byte[] {'0', '1'});
    from(plain, 1).resume("file", part, CONTENT.length);
    assertThat(part).hasBinaryContent(CONTENT);
    for (String place : List.of(base(plain) + "moved", "file:///etc/passwd", "http://models.example/x", ":")) {
      REPLIES.put("/hub/file", leadingTo(place));
      assertRefused(ErrorCode.INVALID_FORMAT, "is no https URL", () -> from(secure, 3).small("file", 100));
    }
    assertThat(RANGES).containsExactly("bytes=2-", "bytes=2-", "null", "null", "null", "null");
  }

  @Test
  void redirectsEndAfterFive() {
    REPLIES.put("/hub/file", leadingTo("file"));
    assertRefused(ErrorCode.INVALID_FORMAT, "more than 5 times", () -> from(secure, 3).small("file", 100));
    assertThat(RANGES).hasSize(6);
  }

  @Test
  void whatTheServerRefusesIsSaid() {
    REPLIES.put("/hub/file", FakeServer.Reply.of(404, "text/plain", new byte[0]));
    assertRefused(ErrorCode.MALFORMED_REQUEST, "status 404",
        () -> from(plain, 3).resume("file", part, CONTENT.length));
    assertThat(part).doesNotExist();
  }
}
