package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.keys.NewKey;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.runtime.keys.FileKeyStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServeTest {
  private static final Pattern READY = Pattern.compile(
      "Serving 1 model at (http://127\\.0\\.0\\.1:\\d+/) with engine java \\(.+, 1 thread\\)");

  private static final Pattern MANAGEMENT = Pattern.compile(
      "For those who run it: http://127\\.0\\.0\\.1:\\d+/health and (http://127\\.0\\.0\\.1:\\d+/metrics)");

  @TempDir
  private Path folder;

  @BeforeEach
  void compile() {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
  }

  private Path masterKey() throws IOException {
    return Files.writeString(folder.resolve("master"), Base64.getEncoder().encodeToString(new byte[32]));
  }

  /** The file of a key that was used three hours ago, beside one of a key that was used now. */
  private Path unusedKey() throws IOException {
    Path keys = folder.resolve("kept");
    try (FileKeyStore store = new FileKeyStore(keys, 1000, 1000, Duration.ofMinutes(1))) {
      Uid uid = null;
      for (int i = 0; i < 2; i++) {
        uid = store.begin(NewKey.of(40));
        store.put(uid, 0, ByteBuffer.allocate(40));
        store.commit(uid);
      }
      return Files.setLastModifiedTime(keys.resolve(uid + ".key"),
          FileTime.from(Instant.now().minus(Duration.ofHours(3))));
    }
  }

  @Test
  @Timeout(180)
  void itSaysInOneLineThatItIsReadyAndServesUntilItIsStopped() throws Exception {
    Path tokens = folder.resolve("tokens");
    String token = CommandRun.of("token", "alice", "--file", tokens).out().strip();
    Path unused = unusedKey();
    Lines out = new Lines();
    StringWriter err = new StringWriter();
    FutureTask<Integer> exitCode = new FutureTask<>(() -> NightjarCommand.commandLine(
            new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), null))
        .execute("serve", "--models", folder.toString(), "--port", "0", "--threads", "1", "--engine", "java:plain",
            "--keys", unused.getParent().toString(), "--key-idle", "2h",
            "--keys-at-rest", "file:" + masterKey(), "--tokens", tokens.toString(), "--caller-memory", "32",
            "--caller-uploads", "2", "--caller-unknown-uids", "2", "--key-freshness", "5s", "--no-anonymous-save-key",
            "--behind-proxy", "--cors", "https://app.example",
            "--hosts", "127.0.0.1", "--access-log", folder.resolve("access.log").toString(), "--management-port", "0",
            "--management-host", "0.0.0.0"));
    Thread serving = new Thread(exitCode, "serve");
    serving.start();

    Matcher ready = READY.matcher(out.lines.poll(30, TimeUnit.SECONDS));
    assertThat(ready.matches()).isTrue();
    EndpointClient client = new EndpointClient(EndpointSettings.of(URI.create(ready.group(1)))
        .withAttempts(1).withBearerToken(token));
    assertThat(client.models()).singleElement().satisfies(m -> assertThat(m.name()).isEqualTo("logreg"));
    Matcher management = MANAGEMENT.matcher(out.lines.poll(30, TimeUnit.SECONDS));
    assertThat(management.matches()).isTrue();
    URI metrics = URI.create(management.group(1));

    while (Files.exists(unused)) {
      rest();
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(unused.getParent(), "*.key")) {
      assertThat(left).as("the one that was used lately").hasSize(1);
    }

    assertThat(unload(metrics, "")).isEqualTo(401);
    assertThat(unload(metrics, "Bearer " + token)).as("alice is no admin").isEqualTo(403);

    Path shown = Files.writeString(folder.resolve("alice"), token);
    List<Object> play = new ArrayList<>(List.of("play", "--url", ready.group(1), "--model", "logreg", "--samples", "3",
        "--token-file", shown));
    play.addAll(CommandRun.data(CommandRun.regression()));
    assertThat(CommandRun.of(play.toArray())).extracting(CommandRun::exitCode).isEqualTo(0);
    // A request is counted once its answer has been sent.
    await(metrics,
        "nightjar_http_requests_seconds_count{method=\"post\",outcome=\"answered\","
            + "route=\"/v1/models/{m}/infer\",status=\"200\"} 3\n");
    assertThat(page(metrics)).contains(
        "nightjar_inference_seconds_count{engine=\"java\",model=\"logreg\",outcome=\"answered\","
            + "strategy=\"keyless\"} 3\n",
        "nightjar_inference_queue_seconds_bucket{model=\"logreg\",le=\"+Inf\"} 3\n",
        "nightjar_http_requests_seconds_count{method=\"get\",outcome=\"answered\",route=\"/v1/models\","
            + "status=\"200\"} ",
        "nightjar_queue_waiting 0.0\n", "nightjar_keys_capacity 1.7179869184E10\n", "nightjar_keys_used 40.0\n",
        "nightjar_keys_loaded_number 0.0\n", "nightjar_models{state=\"served\"} 1.0\n",
        "nightjar_engine_kernel{engine=\"java\",kernel=", "nightjar_engine_phase{engine=\"java\",phase=\"slow\"} ",
        "jvm_memory_used_bytes{area=\"heap\"", "jvm_threads_live_threads ", "process_uptime_seconds ");

    Path second = Files.createDirectory(folder.resolve("logreg/2"));
    for (String file : List.of("client.zip", "server.zip", "versions.json")) {
      Files.copy(folder.resolve("logreg").resolve(file), second.resolve(file));
    }
    await(metrics, "nightjar_models{state=\"served\"} 2.0\n");
    assertThat(client.models()).as("one model in two versions").hasSize(1);
    play.set(play.indexOf("logreg"), "logreg:2");
    assertThat(CommandRun.of(play.toArray())).extracting(CommandRun::exitCode).isEqualTo(0);
    play.set(play.indexOf("logreg:2"), "logreg:3");
    assertThat(CommandRun.of(play.toArray()).err()).contains("not served here in version 3", "1, 2");

    assertThat(Stream.of(1, 2, 3).map(uid -> unknownKey(URI.create(ready.group(1)), uid, "Bearer " + token)))
        .containsExactly(404, 404, 429);

    serving.interrupt();
    assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(out.lines).isEmpty();
    assertThat(err.toString()).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("access.log"))).anySatisfy(line ->
        assertThat(line).contains(" GET /v1/models 200 0 ")).noneSatisfy(line -> assertThat(line).contains(token));
    try (ServerSocket free = new ServerSocket(URI.create(ready.group(1)).getPort())) {
      assertThat(free.isBound()).as("the port is free again").isTrue();
    }
  }

  private static int unload(URI management, String authorization) throws IOException {
    HttpURLConnection asked = (HttpURLConnection) management.resolve("v2/repository/models/logreg/unload").toURL()
        .openConnection();
    asked.setRequestMethod("POST");
    asked.setRequestProperty("Authorization", authorization);
    return asked.getResponseCode();
  }

  private static int unknownKey(URI server, int uid, String authorization) {
    try {
      HttpURLConnection asked = (HttpURLConnection) server.resolve("v1/keys/" + uid).toURL().openConnection();
      asked.setRequestProperty("Authorization", authorization);
      return asked.getResponseCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time-out of the test is that of the wait. */
  private static void await(URI metrics, String line) throws IOException {
    while (!page(metrics).contains(line)) {
      rest();
    }
  }

  private static void rest() {
    LockSupport.parkNanos(100_000_000);
    assertThat(Thread.currentThread().isInterrupted()).as("the test's time is over").isFalse();
  }

  private static String page(URI metrics) throws IOException {
    try (InputStream page = metrics.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anEngineThatIsNotThereIsOneLineWithTheRemedy() throws IOException {
    CommandRun chosen = CommandRun.of("serve", "--models", folder, "--engine", "abacus");
    assertThat(chosen.exitCode()).isEqualTo(1);
    assertThat(chosen.err().lines()).hasSize(1);
    assertThat(chosen.err()).contains("there is no engine 'abacus'; there is java: choose");

    Files.writeString(folder.resolve("logreg/model.properties"), "engine=abacus");
    CommandRun configured = CommandRun.of("serve", "--models", folder);
    assertThat(configured.exitCode()).isEqualTo(1);
    assertThat(configured.err().lines()).hasSize(1);
    assertThat(configured.err()).contains("logreg: there is no engine 'abacus'");
  }

  @Test
  void aKeyStoreThatIsNotThereOrBadlySetIsOneLineWithWhatThereIs() {
    CommandRun unknown = CommandRun.of("serve", "--models", folder, "--key-store", "cloud:bucket=b");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("key store 'cloud'", "there are [files, memory", "s3]");
    CommandRun badly = CommandRun.of("serve", "--models", folder, "--key-store", "memory:capacity-mib=0");
    assertThat(badly.exitCode()).isEqualTo(1);
    assertThat(badly.err()).contains("capacity-mib", "not 0");
    CommandRun unencrypted = CommandRun.of("serve", "--models", folder, "--keys-at-rest", "env:NIGHTJAR_NO_SUCH_KEY");
    assertThat(unencrypted.exitCode()).isEqualTo(1);
    assertThat(unencrypted.err()).contains("env:NIGHTJAR_NO_SUCH_KEY", "openssl rand -base64 32");
    CommandRun unwrapped = CommandRun.of("serve", "--models", folder, "--keys-at-rest", "command:unwrap<key");
    assertThat(unwrapped.exitCode()).isEqualTo(1);
    assertThat(unwrapped.err()).contains("command:unwrap<key: unwrap is no program", "name its whole path");
    for (String time : List.of("4m", "90", "1w", "0d", "-5m")) {
      CommandRun idle = CommandRun.of("serve", "--models", folder, "--key-memory", 5, "--key-idle=" + time);
      assertThat(idle.exitCode()).isNotZero();
      assertThat(idle.err()).contains("--key-idle");
    }
    CommandRun stale = CommandRun.of("serve", "--models", folder, "--key-memory", 5, "--key-freshness", "0s");
    assertThat(stale.exitCode()).isNotZero();
    assertThat(stale.err()).contains("--key-freshness", "no time like");
    CommandRun both = CommandRun.of("serve", "--models", folder, "--key-store", "memory", "--key-memory", 5);
    assertThat(both.exitCode()).isEqualTo(1);
    assertThat(both.err()).contains("--keys, --key-memory and --key-store one can be given");
  }

  /** That the database is asked at all shows that the driver and the pool are there. */
  @Test
  void aDatabaseOfKeysThatIsNotThereIsOneLineWithTheRemedy() throws IOException {
    CommandRun without = CommandRun.of("serve", "--models", folder, "--key-store", "postgres");
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err()).contains("needs the setting url", "NIGHTJAR_POSTGRES_URL");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    CommandRun down = CommandRun.of("serve", "--models", folder, "--key-store",
        "postgres:url=postgresql://localhost:" + port + "/keys:user=nobody");
    assertThat(down.exitCode()).isEqualTo(1);
    assertThat(down.err()).contains("does not let this server in", "check the settings url");
  }

  @Test
  void whatIsNoOriginAndNoHostIsOneLine() {
    CommandRun origin = CommandRun.of("serve", "--models", folder, "--key-memory", 64, "--cors", "app.example/x");
    assertThat(origin.exitCode()).isEqualTo(1);
    assertThat(origin.err()).contains("an origin is", "app.example/x");
    CommandRun host = CommandRun.of("serve", "--models", folder, "--key-memory", 64, "--hosts", "fhe.example:80");
    assertThat(host.exitCode()).isEqualTo(1);
    assertThat(host.err()).contains("a host is", "fhe.example:80");
  }

  @Test
  void aFolderOfKeysThatAnotherServerHasIsOneLineWithTheRemedy() {
    Path keys = folder.resolve("keys");
    try (FileKeyStore other = new FileKeyStore(keys, 1000, 1000, Duration.ofMinutes(1))) {
      CommandRun run = CommandRun.of("serve", "--models", folder, "--port", 0, "--keys", keys);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains(keys.toString(), "used by another server", "a folder of its own");
      assertThat(other.usedBytes()).isZero();
    }
  }

  @Test
  void aPortThatIsTakenIsOneLineWithTheRemedy() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      CommandRun run = CommandRun.of("serve", "--models", folder, "--host", "0.0.0.0", "--port",
          taken.getLocalPort(), "--keys", folder.resolve("keys"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("cannot listen on", "choose another port");
    }
  }
}
