package dev.nightjar.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for requests that a well-behaved client refuses to send. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  Wire(int port) throws IOException {
    this(port, 20_000);
  }

  /** A connection on which nothing is waited for longer than so many milliseconds. */
  Wire(int port, int longestMillis) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(longestMillis);
  }

  Wire send(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Ends the sending half of the connection, so that the server's last word can still be heard. */
  Wire end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Everything that the server sends until it closes the connection. */
  String receive() throws IOException {
    return new String(receiveBytes(), StandardCharsets.UTF_8);
  }

  /** The first line that the server sends. */
  String receiveLine() throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)).readLine();
  }

  byte[] receiveBytes() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  /** What the server answers to one request with this first line. */
  static String exchange(int port, String requestLine) throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").receive();
    }
  }

  static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
