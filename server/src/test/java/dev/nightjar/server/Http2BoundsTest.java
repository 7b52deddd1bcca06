package dev.nightjar.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.TestCertificate;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client of HTTP/2 may do to a connection, seen by its frames (RFC 9113, section 4.1). */
@Timeout(60)
class Http2BoundsTest {
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int CANCEL = 8;

  @TempDir
  private Path folder;

  private record Frame(int type, byte[] payload) {
  }

  @Test
  void aConnectionHasSixtyFourStreams() throws Exception {
    over((connection, server) -> {
      Frame settings = next(new DataInputStream(connection.getInputStream()), SETTINGS);
      ByteBuffer entries = ByteBuffer.wrap(settings.payload());
      int streams = -1;
      while (entries.hasRemaining()) {
        int name = entries.getShort();
        int value = entries.getInt();
        streams = name == MAX_CONCURRENT_STREAMS ? value : streams;
      }
      assertThat(streams).isEqualTo(64);
    });
  }

  @Test
  void aConnectionThatTakesBackItsRequestsOverAndOverIsClosedAndOthersAreAnswered() throws Exception {
    over((connection, server) -> {
      ByteArrayOutputStream flood = new ByteArrayOutputStream();
      byte[] cancel = ByteBuffer.allocate(4).putInt(CANCEL).array();
      for (int stream = 1; stream < 2000; stream += 2) {
        flood.writeBytes(frame(HEADERS, END_STREAM_AND_HEADERS, stream, getModels()));
        flood.writeBytes(frame(RST_STREAM, 0, stream, cancel));
      }
      try {
        connection.getOutputStream().write(flood.toByteArray());
        connection.getOutputStream().flush();
      } catch (SocketException e) {
        // The server has closed the connection while the flood was being sent, as it should.
      }
      DataInputStream in = new DataInputStream(connection.getInputStream());
      try {
        Frame end = next(in, GOAWAY);
        assertThat(ByteBuffer.wrap(end.payload()).getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
        while (in.read() >= 0) {
          // Answers of requests that were taken before; then the end of the connection.
        }
      } catch (SocketException | EOFException e) {
        // A reset takes away what the server said last; the connection is closed all the same.
      }
      HttpClient other = HttpClient.newBuilder().sslContext(server.trusted().context()).build();
      HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("v1/models")).build();
      assertThat(other.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    });
  }

  private record Running(URI uri, TestCertificate trusted) {
  }

  private interface Use {
    void with(SSLSocket connection, Running server) throws Exception;
  }

  /** Opens a connection of HTTP/2 to a server and sends its preface. */
  private void over(Use use) throws Exception {
    TestCertificate made = TestCertificate.shared();
    TlsFiles files = new TlsFiles(Files.writeString(folder.resolve("chain.pem"), made.certificatePem()),
        Files.writeString(folder.resolve("key.pem"), made.keyPem()), Optional.empty());
    try (NightjarRuntime runtime = Scene.runtime().build();
        NightjarServer server = NightjarServer.builder(runtime).tls(files).start();
        SSLSocket socket = (SSLSocket) made.context().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(frame(SETTINGS, 0, 0, new byte[0]));
      out.flush();
      use.with(socket, new Running(server.uri(), made));
    }
  }

  /** The first frame of a type from here on. */
  private static Frame next(DataInputStream in, int type) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int read = in.readUnsignedByte();
      in.readUnsignedByte();
      in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      if (read == type) {
        return new Frame(read, payload);
      }
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length).put((byte) (payload.length >> 16)).putShort((short) payload.length)
        .put((byte) type).put((byte) flags).putInt(stream).put(payload).array();
  }

  /** {@code GET /v1/models}, by entries of the static table and literals that are not indexed (RFC 7541, 6.2.2). */
  private static byte[] getModels() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87});
    literal(block, 4, "/v1/models");
    literal(block, 1, "127.0.0.1");
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }
}
