package dev.nightjar.server;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.BrowserRules;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.HttpLimits;
import dev.nightjar.servlet.NightjarServlet;
import dev.nightjar.servlet.RequestRehearsal;
import dev.nightjar.servlet.ServletSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint on an embedded Jetty, for {@code serve}, {@code demo} and tests: HTTP/1.1, or with a certificate HTTP/2
 * and HTTP/1.1 over TLS. In a server that you have, mount {@link NightjarServlet}.
 *
 * <p>It listens on the loopback interface unless the settings name another address. Threads and connections are
 * bounded; where the JDK has virtual threads, requests are handled on them, so that slow clients hold no platform
 * thread. Thread-safe.
 */
public final class NightjarServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NightjarServer.class);
  private static final int MIN_THREADS = 4;
  private static final int THREAD_IDLE_MILLIS = 60_000;

  private final Server server;

  /** Tests look at its connections. */
  final CleanConnector connector;

  private final NightjarServlet servlet;
  private final RehearsalHandler rehearsals;
  private final Optional<TlsIdentity> tls;
  private final Optional<ManagementPort> management;
  private final ServerSettings settings;
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile int port;
  private boolean closed;
  private volatile boolean drained;

  NightjarServer(NightjarRuntime runtime, ServerSettings settings) throws IOException {
    this.settings = settings;
    this.servlet = new NightjarServlet(runtime, settings.servlet());
    QueuedThreadPool pool = new QueuedThreadPool(settings.threads(), MIN_THREADS, THREAD_IDLE_MILLIS);
    pool.setName("nightjar-http");
    if (VirtualThreads.areSupported()) {
      pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("nightjar-http-virtual-"));
    }
    this.server = new Server(pool);
    Scheduler scheduler = new ScheduledExecutorScheduler("nightjar-http-clock", true);
    server.addBean(scheduler);
    this.tls = Protocols.identity(settings.tls(), scheduler);
    tls.ifPresent(server::addBean);
    this.connector = new CleanConnector(server, scheduler, Protocols.of(tls, runtime.limits().deadline()));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    // As many as may come at once; of more than the usual 50 the system resets some.
    connector.setAcceptQueueSize(settings.bounds().all());
    connector.setIdleTimeout(settings.bounds().idle().toMillis());
    server.addConnector(connector);
    this.rehearsals = new RehearsalHandler(JettyParts.context(servlet, problems(servlet)));
    ConnectionKeeper keeper = new ConnectionKeeper(new DepartureWatch(rehearsals, scheduler, pool), settings.bounds(),
        scheduler);
    connector.addBean(keeper, false);
    server.setHandler(keeper);
    server.setErrorHandler(problems(servlet));
    this.management = settings.management().map(m -> new ManagementPort(m.host(), m.port(), servlet.management(
        JettyParts.namesFor(m.host()), JettyParts.adminsAt(m.host(), settings.servlet().callers()))));
  }

  /** A builder for a server over a running runtime, which the server uses and does not close. */
  public static Builder builder(NightjarRuntime runtime) {
    return new Builder(runtime);
  }

  /** What Jetty refuses in the place of a servlet, told as what that one answers is. */
  private ContainerProblems problems(NightjarServlet of) {
    return new ContainerProblems(of.containerRefusals(), () -> drained);
  }

  NightjarServer start() throws IOException {
    try {
      JettyParts.start(server, settings.host(), settings.port());
      port = connector.getLocalPort();
      if (management.isPresent()) {
        try {
          management.get().start();
        } catch (IOException e) {
          JettyParts.stop(server);
          throw e;
        }
      }
      return this;
    } finally {
      started.countDown();
    }
  }

  /** Waits until it listens; false when it could not or has been closed. */
  boolean awaitListening() throws InterruptedException {
    started.await();
    return listens();
  }

  boolean listens() {
    return connector.isRunning();
  }

  /** What comes over connections of {@link #connect} is answered by this servlet; null for none. */
  void rehearseWith(NightjarServlet standIn) throws Exception {
    rehearsals.rehearse(standIn == null ? null : JettyParts.context(standIn, problems(standIn)));
  }

  /** Whether clients may speak HTTP/2 to it: over TLS. */
  boolean speaksHttp2() {
    return tls.isPresent();
  }

  /** A connection of this process to this server, for {@link #rehearseWith}, by HTTP/2 or HTTP/1.1. */
  RehearsalSocket connect(boolean http2) throws IOException {
    Optional<SSLSocketFactory> trusting = tls.isEmpty() ? Optional.empty() : Optional.of(tls.get().trusting());
    return new RehearsalSocket(trusting, http2, channel -> {
      rehearsals.add(channel);
      connector.adopt(channel);
    });
  }

  void disconnect(RehearsalSocket socket) throws IOException {
    rehearsals.remove(socket.serverEnd());
    socket.close();
  }

  /** The port that it listens on, or did before it was closed. */
  public int port() {
    return port;
  }

  /** Where its routes begin, with a slash at the end; for a wildcard address the loopback form. */
  public URI uri() {
    return JettyParts.uri(settings.tls().isPresent() ? "https" : "http", settings.host(), port());
  }

  /** Where health is told on a port of its own; empty unless the builder was given one. */
  public Optional<URI> managementUri() {
    return management.map(ManagementPort::uri);
  }

  /** Waits until the server has been closed. */
  public void join() throws InterruptedException {
    server.join();
  }

  /**
   * Stops gracefully: answers new requests 503 and {@code /health} {@code draining}, finishes those that have
   * been taken (as long as the builder's patience lasts), then closes the port and the threads. Idempotent;
   * blocks until it is done. Close the runtime after it.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      drained = servlet.drain(settings.patience());
      if (!drained) {
        LOG.warn("requests were still unanswered after {}; they are cut off", settings.patience());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    JettyParts.stop(server);
    management.ifPresent(ManagementPort::stop);
  }

  /** Settings of a server. Not thread-safe. */
  public static final class Builder {
    private final NightjarRuntime runtime;
    private String host = "127.0.0.1";
    private int port;
    private ServletSettings servlet = ServletSettings.defaults();
    private Optional<BrowserRules> browsers = Optional.empty();
    private Set<String> origins = Set.of();
    private int threads;
    private int connections = 512;
    private int connectionsOfAnAddress;
    private Duration idleTimeout = Duration.ofSeconds(30);
    private Duration headTimeout = Duration.ofSeconds(10);
    private Duration patience = Duration.ofSeconds(12);
    private Optional<ServerSettings.Address> management = Optional.empty();
    private Optional<TlsFiles> tls = Optional.empty();
    private int rehearsedRounds;
    private AccessLog rehearsalLog = AccessLog.none();
    private List<RuntimeListener> rehearsalListeners = List.of();

    private Builder(NightjarRuntime runtime) {
      this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    /** Address to listen on; {@code 127.0.0.1} unless set. */
    public Builder host(String newHost) {
      this.host = Objects.requireNonNull(newHost, "host");
      return this;
    }

    /** Port, 0 to 65535; 0, the default, takes any free one. */
    public Builder port(int newPort) {
      this.port = ServerSettings.requirePort(newPort);
      return this;
    }

    /** Limits of requests; {@link HttpLimits#defaults} unless set. */
    public Builder limits(HttpLimits newLimits) {
      this.servlet = servlet.withLimits(newLimits);
      return this;
    }

    /**
     * Says who sends a request: {@link dev.nightjar.servlet.TokenFile} for callers with tokens. All callers are
     * anonymous and told apart by the address of their connection unless set.
     */
    public Builder callers(CallerResolver newCallers) {
      this.servlet = servlet.withCallers(newCallers);
      return this;
    }

    /**
     * Rules for browsers. Unless set, names of the loopback alone where that is listened on, otherwise any name; and no
     * pages of other origins.
     */
    public Builder browsers(BrowserRules newBrowsers) {
      this.browsers = Optional.of(newBrowsers);
      return this;
    }

    /** Pages of these origins may use the server, under the names that it has when no rules are set. */
    public Builder origins(Set<String> newOrigins) {
      BrowserRules.none().withOrigins(newOrigins);
      this.origins = Set.copyOf(newOrigins);
      return this;
    }

    /**
     * Serves HTTPS, as HTTP/2 and HTTP/1.1 over TLS 1.3 and 1.2, with the certificate in these files. They are looked
     * at each second, and new connections get the new certificate. HTTP without TLS unless set.
     */
    public Builder tls(TlsFiles files) {
      this.tls = Optional.of(files);
      return this;
    }

    /** Takes a line for each request; none unless set. */
    public Builder accessLog(AccessLog newAccessLog) {
      this.servlet = servlet.withAccessLog(newAccessLog);
      return this;
    }

    /**
     * What {@code GET /metrics} answers, in Prometheus's text format: on the port of {@link #management} where there is
     * one, and otherwise to every caller. Called by many threads at once. No such path unless set.
     */
    public Builder metrics(Supplier<String> page) {
      this.servlet = servlet.withMetrics(page);
      return this;
    }

    /**
     * Most threads that handle HTTP, at least 8; they wait more than they compute. Unless set, 64 where the JDK has
     * virtual threads, and otherwise 64 more than connections, as a slow body holds a thread then.
     */
    public Builder threads(int newThreads) {
      if (newThreads < 8) {
        throw new IllegalArgumentException("the embedded server needs at least 8 threads, not " + newThreads);
      }
      this.threads = newThreads;
      return this;
    }

    /**
     * Most connections at once, at least 1; 512 unless set. For a further one another is closed: of the address that
     * has most, the one that has been of no use for the longest time, and never one that waits for an answer.
     */
    public Builder connections(int newConnections) {
      this.connections = ServerSettings.requireAtLeastOne("connections", newConnections);
      return this;
    }

    /**
     * Most connections of one address, of IPv6 of one network of 64 bits, at least 1; a quarter of all unless set. The
     * loopback's are bounded with all others alone, and a proxy on another machine needs as many as there are.
     */
    public Builder connectionsOfAnAddress(int newConnections) {
      this.connectionsOfAnAddress = ServerSettings.requireAtLeastOne("connections of an address", newConnections);
      return this;
    }

    /**
     * How long a client may be silent while it sends or receives, and a connection be unused; 30 seconds unless set.
     */
    public Builder idleTimeout(Duration newIdleTimeout) {
      this.idleTimeout = ServerSettings.requirePositive("idle time-out", newIdleTimeout);
      return this;
    }

    /**
     * How long the first line and the headers of a request may take from their first byte, within a quarter more; 10
     * seconds unless set. The connection is closed then.
     */
    public Builder headTimeout(Duration newHeadTimeout) {
      this.headTimeout = ServerSettings.requirePositive("head time-out", newHeadTimeout);
      return this;
    }

    /** How long {@link NightjarServer#close} waits for requests that have been taken; 12 seconds unless set. */
    public Builder patience(Duration newPatience) {
      this.patience = ServerSettings.requirePositive("patience", newPatience);
      return this;
    }

    /**
     * A port of its own for {@link NightjarServlet#management}, with threads and connections that clients cannot take.
     * Whoever reaches it is told all of it, without a token. Models are loaded and unloaded there by whoever reaches it
     * on the loopback interface, and on any other one by callers with the role of an admin, which {@link #callers}
     * says. It speaks HTTP without TLS: keep it in a network of yours. None unless set.
     *
     * @param newPort 0 to 65535; 0 takes any free one
     */
    public Builder management(String newHost, int newPort) {
      this.management = Optional.of(new ServerSettings.Address(Objects.requireNonNull(newHost, "host"),
          ServerSettings.requirePort(newPort)));
      return this;
    }

    /**
     * Sends made-up keys and queries through this server, in the background, until its code is compiled: until then
     * {@code /health} says {@code warming}. They come over connections of which this process has both ends, by
     * HTTP/1.1, and where the server speaks TLS, over that and by HTTP/2 in turn. They are answered by a second servlet
     * that keeps keys in memory and is in no log and no meter. Where that fails, it is logged and told in {@code
     * /health}, and the server serves all the same. Not done unless asked for; see {@link NightjarRuntime#rehearse}.
     *
     * @param log takes the lines of that servlet: like the one of this server, and what it gets is forgotten
     * @param listeners of its runtime, of the kind of those that this server's runtime has, to the same end
     */
    public Builder rehearse(AccessLog log, List<RuntimeListener> listeners) {
      this.rehearsalLog = Objects.requireNonNull(log, "log");
      this.rehearsalListeners = List.copyOf(listeners);
      return rehearse(RequestRehearsal.ROUNDS);
    }

    /** Rehearses requests before {@code /health} says {@code ok}: the same without a log and listeners. */
    public Builder rehearse() {
      return rehearse(AccessLog.none(), List.of());
    }

    /** The same with so many rounds of requests. */
    Builder rehearse(int rounds) {
      this.rehearsedRounds = rounds;
      return this;
    }

    /**
     * Starts the server; it answers when this returns.
     *
     * @throws IOException when the address cannot be listened on or the certificate not be used, with the remedy
     */
    public NightjarServer start() throws IOException {
      NightjarServer server = build();
      if (rehearsedRounds > 0) {
        // Before it listens, so that nobody is told that it is ready.
        runtime.rehearse(new ServerRehearsal(server, rehearsedRounds, servlet.limits(), rehearsalLog,
            rehearsalListeners));
      }
      server.start();
      LOG.info("listening on {}", server.uri());
      return server;
    }

    /** A server that does not listen yet. */
    NightjarServer build() throws IOException {
      int ofAnAddress = connectionsOfAnAddress > 0 ? connectionsOfAnAddress : Math.max(1, connections / 4);
      int atOnce = threads > 0 ? threads : VirtualThreads.areSupported() ? 64 : 64 + connections;
      return new NightjarServer(runtime, new ServerSettings(host, port,
          servlet.withManaged(management.isPresent())
              .withBrowsers(browsers.orElseGet(() -> JettyParts.namesFor(host).withOrigins(origins))), atOnce,
          new ConnectionKeeper.Bounds(connections, ofAnAddress, headTimeout, idleTimeout), patience,
          management, tls));
    }
  }
}
