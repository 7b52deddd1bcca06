package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.bench.load.Subject;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.Progress;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.client.http.KeyUpload;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of {@code serve} over one database or one bucket, with one client. Each takes a good half minute, so
 * for sweeps alone, and with a bucket where a service is there ({@code .ci/s3-service}).
 */
@Timeout(300)
class TwoServersTest {
  /** As long as a key that was deleted elsewhere may be used, and some time for the requests that find it out. */
  private static final Duration FRESHNESS = Duration.ofSeconds(10);
  private static final Duration SLACK = Duration.ofSeconds(5);

  @TempDir
  private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private Subject subject;
  private KeyUpload key;

  private HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Nightjar-Upload-Token", key.uploadToken().orElseThrow().secret())
        .header("Content-Type", "application/octet-stream");
  }

  private HttpResponse<byte[]> infer(int port) throws Exception {
    return http.send(request(port, "/v1/models/" + subject.name() + "/infer?uid=" + key.uid())
        .POST(BodyPublishers.ofByteArray(subject.queries().get(0))).build(), BodyHandlers.ofByteArray());
  }

  private void assertAnswers(int port) throws Exception {
    HttpResponse<byte[]> answer = infer(port);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(subject.client().integers(subject.queries().get(0), answer.body()))
        .containsExactly(subject.expected().get(0));
  }

  @Test
  void overADatabaseAKeyOutlivesTheProcessThatTookItAndOneThatIsDeletedIsGoneAtBothInTime() throws Exception {
    assumeTrue("sweep".equals(System.getProperty("nightjar.test.sets")), "this is a sweep");
    assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").matches("amd64|x86_64"),
        "the tests' PostgreSQL is there for Linux on amd64 alone");
    try (EmbeddedPostgres database = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start()) {
      outlivesAndGoes("postgres:url=postgresql://localhost:" + database.getPort() + "/postgres:user=postgres");
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "NIGHTJAR_TEST_S3_ENDPOINT", matches = ".+")
  void overABucketAKeyOutlivesTheProcessThatTookItAndOneThatIsDeletedIsGoneAtBothInTime() throws Exception {
    outlivesAndGoes("s3:bucket=" + System.getenv("NIGHTJAR_TEST_S3_BUCKET") + ":prefix=two-servers/:endpoint="
        + System.getenv("NIGHTJAR_TEST_S3_ENDPOINT"));
  }

  private void outlivesAndGoes(String store) throws Exception {
    Terminal quiet = new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), null);
    int port = ServeProcess.freePort();
    int other = ServeProcess.freePort();
    Path bundles = folder.resolve("bundles");
    Object[] options = {"--warm-up", "0", "--key-store", store};
    try (LoadSubjects subjects = LoadSubjects.prepare(quiet, List.of("spam-tree"), bundles)) {
      subject = subjects.subjects().get(0);
      try (ServeProcess second = ServeProcess.of(bundles, other, options)) {
        try (ServeProcess first = ServeProcess.of(bundles, port, options)) {
          EndpointClient client =
              new EndpointClient(EndpointSettings.of(URI.create("http://127.0.0.1:" + port + "/")));
          key = client.beginKey(subject.evaluationKey().length);
          client.resumeKey(key.uid(), subject.evaluationKey(), Progress.NONE);
          assertAnswers(other);
          first.kill();
        }
        assertAnswers(other);
        try (ServeProcess again = ServeProcess.of(bundles, port, options)) {
          assertAnswers(port);
          assertThat(http.send(request(other, "/v1/keys/" + key.uid()).DELETE().build(), BodyHandlers.ofByteArray())
              .statusCode()).isEqualTo(204);
          long deleted = System.nanoTime();
          assertThat(infer(other).statusCode()).as("where it was deleted").isEqualTo(404);
          int status = infer(port).statusCode();
          while (status == 200 && System.nanoTime() - deleted < FRESHNESS.plus(SLACK).toNanos()) {
            status = infer(port).statusCode();
          }
          assertThat(status).as("at the other one, " + again.told()).isEqualTo(404);
        }
      }
    }
  }
}
