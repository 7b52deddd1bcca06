package dev.nightjar.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * What is spoken on the main port: HTTP/1.1, and over TLS HTTP/2 where the client proposes it. Not HTTP/2 without TLS:
 * what a proxy lets pass as a change of protocol would go past its rules.
 */
final class Protocols {
  private static final long LOOK_MILLIS = 1000;

  /** Requests of one connection that are answered at once. */
  private static final int STREAMS = 64;

  /** Resets, settings, pings and empty frames of one connection in a second; more close it. */
  private static final int FRAMES_PER_SECOND = 64;

  /** For what comes before and after the computing of an inference. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private Protocols() {
  }

  static Optional<TlsIdentity> identity(Optional<TlsFiles> files, Scheduler scheduler) throws IOException {
    return files.isEmpty() ? Optional.empty() : Optional.of(new TlsIdentity(files.get(), scheduler, LOOK_MILLIS));
  }

  /**
   * What the connector speaks.
   *
   * @param deadline most time of an inference; a stream may be silent longer, as its answer is waited for
   */
  static ConnectionFactory[] of(Optional<TlsIdentity> tls, Duration deadline) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    HttpConnectionFactory http11 = new HttpConnectionFactory(http);
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {http11};
    }
    // The names of requests are compared by the servlet's rules, and addresses have no SNI.
    http.addCustomizer(new SecureRequestCustomizer(false));
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(STREAMS);
    http2.setStreamIdleTimeout(deadline.plus(SLACK).toMillis());
    http2.setRateControlFactory(new WindowRateControl.Factory(FRAMES_PER_SECOND));
    ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
    choice.setDefaultProtocol(http11.getProtocol());
    return new ConnectionFactory[] {new SslConnectionFactory(tls.get().context(), choice.getProtocol()), choice, http2,
        http11};
  }
}
