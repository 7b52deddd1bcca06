package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.TestCertificate;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.client.http.EndpointClient;
import dev.nightjar.client.http.EndpointSettings;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.RuntimeLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with certificates from PEM files. */
@Timeout(60)
class TlsTest {
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  @TempDir
  private static Path folder;

  private static TestCertificate rsa;
  private static TestCertificate ec;
  private static NightjarRuntime runtime;

  @BeforeAll
  static void start() throws Exception {
    rsa = TestCertificate.make(folder, "RSA");
    ec = TestCertificate.shared();
    runtime = Scene.runtime().build();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static TlsFiles files(TestCertificate made) throws Exception {
    return new TlsFiles(file("chain.pem", made.certificatePem()), file("key.pem", made.keyPem()), Optional.empty());
  }

  private static NightjarServer server(TlsFiles files) throws IOException {
    return NightjarServer.builder(runtime).tls(files).start();
  }

  private static HttpClient client(TestCertificate trusted, HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(trusted.context()).build();
  }

  private static HttpResponse<byte[]> get(HttpClient client, URI root, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(root.resolve(path)).timeout(ENOUGH).build(), BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @CsvSource({"RSA, HTTP_2", "RSA, HTTP_1_1", "EC, HTTP_2", "EC, HTTP_1_1"})
  void bothKindsOfKeysServeBothVersionsOfHttp(String kind, HttpClient.Version version) throws Exception {
    TestCertificate made = kind.equals("EC") ? ec : rsa;
    try (NightjarServer server = server(files(made))) {
      assertThat(server.uri()).hasScheme("https");
      HttpResponse<byte[]> reply = get(client(made, version), server.uri(), "v1/models");
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.version()).isEqualTo(version);
      assertThat(reply.headers().firstValue("Connection")).isEmpty();
    }
  }

  @Test
  void ourClientSendsItsKeyAndInfersOverIt() throws Exception {
    try (NightjarServer server = server(files(ec))) {
      EndpointClient client = new EndpointClient(EndpointSettings.of(server.uri()).withTls(ec.context()));
      assertThat(client.models()).hasSize(2);
      HttpClient http = client(ec, HttpClient.Version.HTTP_2);
      byte[] query = Scene.linearClient().encrypt(new double[] {1, 2, 3});
      HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(server.uri().resolve("v1/models/linear/infer"))
          .header("Content-Type", Scene.OCTETS).timeout(ENOUGH).POST(BodyPublishers.ofByteArray(query)).build(),
          BodyHandlers.ofByteArray());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(Scene.linearClient().integers(query, answer.body())).containsExactly(3 - 10 + 21);
    }
  }

  @Test
  void whoDoesNotKnowTheAuthorityIsNotAnswered() throws Exception {
    try (NightjarServer server = server(files(rsa))) {
      assertThatThrownBy(() -> get(client(ec, HttpClient.Version.HTTP_2), server.uri(), "health"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void anEncryptedKeyIsReadWithItsPassphrase() throws Exception {
    Path chain = file("chain.pem", ec.certificatePem());
    Path key = file("encrypted.pem", ec.encryptedKeyPem("open sesame"));
    try (NightjarServer server = server(new TlsFiles(chain, key, Optional.of(file("phrase", "open sesame\n"))))) {
      assertThat(get(client(ec, HttpClient.Version.HTTP_2), server.uri(), "").statusCode()).isEqualTo(200);
    }
    assertThatThrownBy(() -> server(new TlsFiles(chain, key, Optional.of(file("phrase", "wrong")))))
        .isInstanceOf(IOException.class).hasMessageContaining("cannot be decrypted").hasMessageNotContaining("wrong");
    assertThatThrownBy(() -> server(new TlsFiles(chain, key, Optional.empty())))
        .isInstanceOf(IOException.class).hasMessageContaining("--tls-passphrase-file");
  }

  @Test
  void whatIsNotWhatItShouldBeIsSaidWithTheFileAndTheRemedy() throws Exception {
    Path chain = file("c.pem", rsa.certificatePem());
    Path key = file("k.pem", rsa.keyPem());
    refused(chain, file("k2.pem", ec.keyPem()), "k2.pem is not that of the first certificate in");
    refused(file("c4.pem", ec.certificatePem()), file("k3.pem", TestCertificate.pem("PRIVATE KEY",
        KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded())), "is not that of the first");
    refused(chain, file("k4.pem", TestCertificate.pem("RSA PRIVATE KEY", rsa.key().getEncoded())),
        "openssl pkcs8 -topk8");
    refused(chain, file("k5.pem", "nothing"), "no private key as PEM");
    refused(chain, file("k6.pem", TestCertificate.pem("PRIVATE KEY", new byte[100])), "neither an RSA nor an EC key");
    refused(key, key, "k.pem holds no certificate as PEM");
    refused(file("c2.pem", TestCertificate.pem("CERTIFICATE", new byte[100])), key, "damaged or cut off");
    refused(folder.resolve("none.pem"), key, "none.pem does not exist");
    refused(file("c3.pem", "a".repeat((1 << 20) + 1)), key, "longer than 1 MiB");
  }

  private static void refused(Path chain, Path key, String message) {
    assertThatThrownBy(() -> server(new TlsFiles(chain, key, Optional.empty())))
        .isInstanceOf(IOException.class).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "TLSv1.1, false"})
  void olderVersionsAreRefused(String protocol, boolean spoken) throws Exception {
    try (NightjarServer server = server(files(rsa));
        SSLSocket socket = (SSLSocket) rsa.context().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setEnabledProtocols(new String[] {protocol});
      if (spoken) {
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        assertThat(socket.getSession().getCipherSuite()).matches(".*(GCM|CHACHA20).*");
      } else {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  private static Certificate shown(int port, SSLContext context) throws IOException {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    } catch (SSLException e) {
      return null;
    }
  }

  @Test
  void changedFilesAreTakenOverAndOpenConnectionsGoOn() throws Exception {
    Path chain = file("live-chain.pem", rsa.certificatePem());
    Path key = file("live-key.pem", rsa.keyPem());
    try (NightjarServer server = server(new TlsFiles(chain, key, Optional.empty()));
        SSLSocket open = (SSLSocket) rsa.context().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      open.startHandshake();
      Files.writeString(chain, ec.certificatePem());
      Files.writeString(key, ec.keyPem());
      Files.setLastModifiedTime(key, FileTime.from(Instant.now().plusSeconds(2)));
      SSLContext trustsNew = ec.context();
      while (!ec.certificate().equals(shown(server.port(), trustsNew))) {
        Thread.onSpinWait();
      }
      open.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
      assertThat(new String(open.getInputStream().readAllBytes())).startsWith("HTTP/1.1 200").endsWith("Ok");
    }
  }

  @Test
  void anInferenceOverHttp2MayTakeLongerThanTheIdleTimeout() throws Exception {
    HeldEngine engine = new HeldEngine();
    try (NightjarRuntime held = Scene.runtime().engine(engine)
        .limits(RuntimeLimits.DEFAULT.withDeadline(Duration.ofMillis(2500))).build();
        NightjarServer server = NightjarServer.builder(held).tls(files(ec)).idleTimeout(Duration.ofMillis(1500))
            .patience(Duration.ofMillis(1)).start()) {
      Uid uid = held.saveKey(Scene.treeKey());
      HttpResponse<byte[]> late = client(ec, HttpClient.Version.HTTP_2).send(
          HttpRequest.newBuilder(server.uri().resolve("v1/models/tree/infer?uid=" + uid)).timeout(ENOUGH)
              .header("Content-Type", Scene.OCTETS)
              .POST(BodyPublishers.ofByteArray(Scene.treeClient().encrypt(new double[2]))).build(),
          BodyHandlers.ofByteArray());
      assertThat(late.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(late.statusCode()).isEqualTo(408);
      assertThat(new String(late.body())).contains("deadline");
      // Before the runtime is closed, which waits for what computes.
      engine.release();
    } finally {
      engine.release();
    }
  }
}
