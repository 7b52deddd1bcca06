package dev.nightjar.bench.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection to an endpoint, opened when needed, with one request on it at a time. Not {@code java.net.http}: that
 * opens as many connections as there are requests, repeats some of them, and takes several times the processor's
 * time, which a server on the same machine lacks. Not thread-safe.
 */
final class Wire implements Closeable {
  private static final int CONNECT_MILLIS = 10_000;

  /** An inference has two minutes at most. */
  private static final int ANSWER_MILLIS = 130_000;
  private static final int MOST_BODY = 64 << 20;
  private static final int MOST_LINE = 16 << 10;

  /** A connection that was idle so long may be closed by the server at the moment it is used again. */
  private static final long IDLE_NANOS = 5_000_000_000L;
  private static final Pattern CODE = Pattern.compile("\"code\" ?: ?\"([a-z0-9-]{1,40})\"");

  private final URI base;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private long used;

  Wire(URI base) {
    this.base = base;
  }

  /**
   * An answer.
   *
   * @param body not copied
   */
  record Reply(int status, byte[] body) {
    /** What the problem document calls it. */
    String code() {
      Matcher code = CODE.matcher(text());
      return code.find() ? code.group(1) : "status " + status;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Sends a request and waits for its answer. */
  Reply exchange(byte[] head, byte[] body) throws IOException {
    try {
      send(head, body, body.length);
      return receive();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Sends a request whose body ends early, waits for what the server says to that, and hangs up. */
  Reply exchangeCut(byte[] head, byte[] body, int length) throws IOException {
    try {
      send(head, body, length);
      return receive();
    } finally {
      close();
    }
  }

  /** Sends a part of a request and hangs up. */
  void abandon(byte[] head, byte[] body, int length) throws IOException {
    try {
      send(head, body, length);
    } finally {
      close();
    }
  }

  private void send(byte[] head, byte[] body, int length) throws IOException {
    if (socket != null && System.nanoTime() - used > IDLE_NANOS) {
      close();
    }
    if (socket == null) {
      open();
    }
    out.write(head);
    out.write(body, 0, length);
    out.flush();
  }

  private void open() throws IOException {
    boolean secure = base.getScheme().equals("https");
    int port = base.getPort() < 0 ? secure ? 443 : 80 : base.getPort();
    Socket plain = new Socket();
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(ANSWER_MILLIS);
    plain.connect(new InetSocketAddress(base.getHost(), port), CONNECT_MILLIS);
    socket = secure
        ? ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, base.getHost(), port, true) : plain;
    in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
    out = socket.getOutputStream();
  }

  private Reply receive() throws IOException {
    String first = line();
    if (!first.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
      throw new IOException("no HTTP answer");
    }
    int status = Integer.parseInt(first.substring(9, 12));
    long length = -1;
    boolean chunked = false;
    boolean last = first.startsWith("HTTP/1.0");
    for (String header = line(); !header.isEmpty(); header = line()) {
      String name = header.split(":", 2)[0].toLowerCase(Locale.ROOT);
      String value = header.substring(Math.min(header.length(), name.length() + 1)).strip();
      switch (name) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> last |= value.equalsIgnoreCase("close");
        default -> { }
      }
    }
    byte[] body = status == 204 || status == 304 ? new byte[0] : body(length, chunked);
    last |= length < 0 && !chunked && body.length > 0;
    if (last) {
      close();
    }
    used = System.nanoTime();
    return new Reply(status, body);
  }

  private byte[] body(long length, boolean chunked) throws IOException {
    if (length > MOST_BODY) {
      throw new IOException("an answer of " + length + " bytes");
    }
    if (!chunked) {
      byte[] body = length < 0 ? in.readNBytes(MOST_BODY) : in.readNBytes((int) length);
      if (body.length < length) {
        throw new EOFException("the answer broke off");
      }
      return body;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int chunk = chunkLength(); chunk > 0; chunk = chunkLength()) {
      if (body.size() + chunk > MOST_BODY) {
        throw new IOException("an answer of more than " + MOST_BODY + " bytes");
      }
      body.write(in.readNBytes(chunk));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkLength() throws IOException {
    String length = line().split(";", 2)[0].strip();
    if (!length.matches("[0-9a-fA-F]{1,7}")) {
      throw new IOException("a chunk without a length");
    }
    return Integer.parseInt(length, 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed before the answer");
      }
      if (line.length() > MOST_LINE) {
        throw new IOException("a line of the answer is too long");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Hangs up; the next request opens another connection. */
  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is of no use any more either way
      }
      socket = null;
    }
  }
}
