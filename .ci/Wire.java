import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A connection to a server, which is made by the first request. {@code Starts} asks over it. */
interface Wire extends AutoCloseable {
  /** The answer to a query, which is one of success. */
  byte[] ask(String path, Map<String, String> headers, byte[] query) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** HTTP/1.1, over a socket that costs little on this side. */
  final class Plain implements Wire {
    private final int port;
    private Socket socket;
    private DataInputStream in;

    Plain(int port) {
      this.port = port;
    }

    @Override
    @SuppressWarnings("deprecation") // Lines of a head are ASCII.
    public byte[] ask(String path, Map<String, String> headers, byte[] query) throws IOException {
      StringBuilder head = new StringBuilder("POST ").append(path)
          .append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ").append(query.length).append("\r\n");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      byte[] ascii = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
      byte[] request = Arrays.copyOf(ascii, ascii.length + query.length);
      System.arraycopy(query, 0, request, ascii.length, query.length);
      if (socket == null) {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      }
      socket.getOutputStream().write(request);
      String status = in.readLine();
      int length = 0;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      byte[] answer = in.readNBytes(length);
      if (!status.contains(" 200")) {
        throw new IOException(status + ": " + new String(answer, StandardCharsets.UTF_8));
      }
      return answer;
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
      }
    }
  }

  /** HTTP/2 over TLS by the JDK's client, which has threads of its own: it takes longer than the plain one. */
  final class Secured implements Wire {
    private final URI base;
    private final HttpClient client;

    Secured(URI base, SSLContext trusting) {
      this.base = base;
      this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trusting).build();
    }

    /** Trusts the one certificate of a file. */
    static SSLContext trusting(Path certificate) throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      try (InputStream in = Files.newInputStream(certificate)) {
        trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
      TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    }

    @Override
    public byte[] ask(String path, Map<String, String> headers, byte[] query) throws IOException, InterruptedException {
      HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
          .POST(HttpRequest.BodyPublishers.ofByteArray(query));
      headers.forEach(request::header);
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      if (response.statusCode() != 200 || response.version() != HttpClient.Version.HTTP_2) {
        throw new IOException(response + ": " + new String(response.body(), StandardCharsets.UTF_8));
      }
      return response.body();
    }

    @Override
    public void close() {
      // Its threads end when nothing refers to it; of JDK 21 on it could be closed.
    }
  }
}
