package dev.nightjar.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Requests of HTTP/1.1. It understands what our server sends, and no other. */
final class Http1Exchange implements RehearsalExchange {
  private static final String LENGTH = "content-length:";

  private final Socket socket;

  Http1Exchange(Socket socket) {
    this.socket = socket;
  }

  @Override
  public byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
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
}
