package dev.nightjar.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection of which this process has both ends: no other process can have connected. It speaks HTTP/1.1, and over
 * TLS HTTP/2 where that is asked for.
 */
final class RehearsalSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final SocketChannel serverEnd;
  private final Socket socket;
  private final RehearsalExchange requests;

  /**
   * Connects, over TLS where there is a factory, in which case the handshake is that of the first request.
   *
   * @param http2 whether to propose that, and nothing else, over TLS
   * @param server takes the other end
   */
  RehearsalSocket(Optional<SSLSocketFactory> tls, boolean http2, Taker server) throws IOException {
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
      if (http2) {
        SSLSocket secured = (SSLSocket) socket;
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {Http2Exchange.PROTOCOL});
        secured.setSSLParameters(parameters);
      }
      requests = http2 ? new Http2Exchange(socket) : new Http1Exchange(socket);
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

  /** As {@link RehearsalExchange#ask}. */
  byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
    return requests.ask(method, path, headers, body);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
