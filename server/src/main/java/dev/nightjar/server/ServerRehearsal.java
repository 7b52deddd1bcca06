package dev.nightjar.server;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.RequestRehearsal;
import dev.nightjar.servlet.ServletSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests through a second server that differs from the first one in its address, in whom it answers and in what it
 * leaves behind: nothing.
 */
final class ServerRehearsal implements PathRehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ServerSettings settings;
  private final int rounds;
  private final List<RuntimeListener> listeners;

  /**
   * A rehearsal of so many rounds.
   *
   * @param log takes the lines of the second server
   * @param listeners of its runtime
   */
  ServerRehearsal(ServerSettings settings, int rounds, AccessLog log, List<RuntimeListener> listeners) {
    this.rounds = rounds;
    this.listeners = listeners;
    // Whoever is admitted is this process, and so no stranger.
    ServletSettings servlet = ServletSettings.defaults().withLimits(settings.servlet().limits())
        .withCallers(CallerResolver.container()).withAccessLog(log);
    this.settings = new ServerSettings("127.0.0.1", 0, servlet, settings.threads(), settings.bounds(), PATIENCE,
        Optional.empty(), Optional.empty());
  }

  @Override
  public List<RuntimeListener> listeners() {
    return listeners;
  }

  @Override
  public void run(Trial trial) throws IOException {
    RequestRehearsal requests = new RequestRehearsal(trial, rounds);
    NightjarServer server = new NightjarServer(trial.runtime(), settings);
    try (Connections connections = new Connections(server)) {
      while (requests.goesOn()) {
        requests.round(connections::ask);
      }
    } finally {
      server.close();
    }
  }

  /** Connections to a server, one after the other; the first one starts it. */
  private static final class Connections implements AutoCloseable {
    /** A connection is code of its own, and many clients make one for a request or two. */
    private static final int REQUESTS_OF_EACH = 4;

    private final NightjarServer server;
    private RehearsalSocket socket;
    private int asked;

    Connections(NightjarServer server) {
      this.server = server;
    }

    byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
      if (asked++ % REQUESTS_OF_EACH == 0) {
        close();
        boolean first = socket == null;
        socket = new RehearsalSocket();
        server.admitOnly(socket.address());
        if (first) {
          server.start();
        }
        socket.connect(server.port());
      }
      return socket.ask(method, path, headers, body);
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
