package dev.nightjar.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Heads of HTTP/1.1 that two readers could take for requests of different lengths, and what servers say to them. */
public final class AmbiguousRequests {
  /** What follows the line and the common fields of a POST, with the beginning of its body. */
  public static final List<String> RESTS = List.of(
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", "Content-Length: 0, 44\r\n\r\n",
      "Content-Length: +0\r\n\r\n", "Content-Length: 0x0\r\n\r\n", "Content-Length : 0\r\n\r\n",
      "Content-Length: 99999999999999999999\r\n\r\n",
      "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
      "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
      "X: a\r\n Content-Length: 44\r\n\r\n", "X: a\0b\r\n\r\n");

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
  private static final Pattern LAST_ANSWER = Pattern.compile("(?is)connection: close.*?\r\n\r\n");

  private AmbiguousRequests() {
  }

  /**
   * The statuses that a server answers to such a request and a good one behind it, up to an answer that says that it is
   * the connection's last.
   *
   * @param root path of the endpoint, with a slash at its end
   */
  public static List<Integer> answers(int port, String root, String rest) throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(("POST " + root + " HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/json\r\n" + rest + "GET " + root
          + "health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] some = new byte[4096];
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        heard.write(some, 0, count);
        if (LAST_ANSWER.matcher(heard.toString(StandardCharsets.ISO_8859_1)).find()) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      // It waits for more of what it takes for the body of the request, so that the one behind has no answer.
    } catch (SocketException e) {
      // The server has closed the connection before all was sent, so that what it said is lost.
      heard.reset();
    }
    return STATUS.matcher(heard.toString(StandardCharsets.ISO_8859_1)).results()
        .map(match -> Integer.parseInt(match.group(1))).toList();
  }
}
