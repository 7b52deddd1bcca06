package dev.nightjar.server;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.servlet.RequestRehearsal;
import dev.nightjar.servlet.ServletSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Requests over connections of this process to a server that is running: through its connector, its threads and its
 * protocols, to a second servlet in it that leaves nothing behind.
 */
final class ServerRehearsal implements PathRehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NightjarServer server;
  private final ServletSettings settings;
  private final int rounds;
  private final List<RuntimeListener> listeners;

  /**
   * A rehearsal of so many rounds.
   *
   * @param log takes the lines of the second servlet
   * @param listeners of its runtime
   */
  ServerRehearsal(NightjarServer server, int rounds, HttpLimits limits, AccessLog log,
      List<RuntimeListener> listeners) {
    this.server = server;
    this.rounds = rounds;
    this.listeners = listeners;
    // Whoever is answered is this process, and so no stranger.
    this.settings = ServletSettings.defaults().withLimits(limits).withCallers(CallerResolver.container())
        .withAccessLog(log);
  }

  @Override
  public List<RuntimeListener> listeners() {
    return listeners;
  }

  @Override
  public void run(Trial trial) throws Exception {
    if (!server.awaitListening()) {
      return;
    }
    NightjarServlet servlet = new NightjarServlet(trial.runtime(), settings);
    RequestRehearsal requests = new RequestRehearsal(trial, rounds);
    try (Connections connections = new Connections(server)) {
      server.rehearseWith(servlet);
      while (requests.goesOn()) {
        requests.round(connections::ask);
      }
      servlet.drain(PATIENCE);
    } catch (IOException e) {
      if (server.listens()) {
        throw e;
      }
    } finally {
      server.rehearseWith(null);
    }
  }

  /** Connections to a server, one after the other, in turn by each protocol that it speaks. */
  private static final class Connections implements AutoCloseable {
    /** A connection is code of its own, and many clients make one for a request or two. */
    private static final int REQUESTS_OF_EACH = 4;

    private final NightjarServer server;
    private RehearsalSocket socket;
    private int asked;
    private boolean http2;

    Connections(NightjarServer server) {
      this.server = server;
    }

    byte[] ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
      if (asked++ % REQUESTS_OF_EACH == 0) {
        close();
        http2 = server.speaksHttp2() && !http2;
        socket = server.connect(http2);
      }
      return socket.ask(method, path, headers, body);
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        server.disconnect(socket);
      }
    }
  }
}
