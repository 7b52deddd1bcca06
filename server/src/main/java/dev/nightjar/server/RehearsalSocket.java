package dev.nightjar.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection of HTTP/1.1 of which this process has both ends: no other process can have connected. It understands
 * what the server sends, and no other.
 */
final class RehearsalSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String LENGTH = "content-length:";

  private final SocketChannel serverEnd;
  private final Socket socket;

  /**
   * Connects, over TLS where there is a factory, in which case the handshake is that of the first request.
   *
   * @param server takes the other end
   */
  RehearsalSocket(Optional<SSLSocketFactory> tls, Taker server) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Socket near = new Socket();
    try (ServerSocketChannel between = ServerSocketChannel.open()) {
      near.setTcpNoDelay(true);
      near.setSoTimeout(PATIENCE_MILLIS);
      near.bind(new InetSocketAddress(loopback, 0));
      between.bind(new InetSocketAddress(loopback, 0));
      near.connect(between.getLocalAddress(), PATIENCE_MILLIS);
      SocketChannel far = between.accept();
      while (!far.getRemoteAddress().equals(near.getLocalSocketAddress())) {
        far.close();
        far = between.accept();
      }
      serverEnd = far;
      server.take(far);
      socket = tls.isEmpty() ? near : tls.get().createSocket(near, "127.0.0.1", near.getPort(), true);
    } catch (IOException e) {
      near.close();
      throw e;
    }
  }

  /** A server that is given its end of a connection. */
  @FunctionalInterface
  interface Taker {
    void take(SocketChannel channel) throws IOException;
  }

  SocketChannel serverEnd() {
    return serverEnd;
  }

  /** The body of the answer to a request; one that says no is a failure. */
  byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
        + body.length + "\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    request.writeTo(socket.getOutputStream());
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    byte[] answer = in.readNBytes(length);
    if (!status.startsWith("HTTP/1.1 2")) {
      throw new IOException(method + " " + path + " was answered with " + status + ": "
          + new String(answer, StandardCharsets.UTF_8));
    }
    return answer;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
