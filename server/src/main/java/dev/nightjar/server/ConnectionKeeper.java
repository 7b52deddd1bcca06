package dev.nightjar.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Sees to it that clients which are slow, silent or many leave room for the others.
 *
 * <p>A connection on which a request's head, the TLS handshake before it included, does not come to its end in time is
 * closed: a client that sends a byte now and then is never silent, so that the container's idle time-out never comes.
 * The container does not say when a head begins, so all connections are looked at several times in the given time: one
 * that has got bytes since its last request, and has no request that is being answered, is in a head.
 *
 * <p>When there are more connections than the bounds allow, one is closed for the new one: of the address that has
 * most of them, the one that has answered nothing for the longest time, before those whose bodies are still arriving.
 * Whoever waits for an answer is not disturbed; when all do, the new connection is closed.
 */
final class ConnectionKeeper extends Handler.Wrapper implements Connection.Listener {
  private static final int LOOKS = 4;
  private static final int IPV6_PREFIX_BYTES = 8;

  /**
   * What is allowed.
   *
   * @param all most connections
   * @param ofAnAddress most connections of one address that is not the loopback's, where a proxy may be
   * @param head time for a head
   * @param idle time for which a connection that carries many requests at once may carry none
   */
  record Bounds(int all, int ofAnAddress, Duration head, Duration idle) {
  }

  private final Bounds bounds;

  /** By transport. */
  private final Map<EndPoint, Socket> sockets = new ConcurrentHashMap<>();

  /** Held while a connection is opened, so that places are counted by one at a time. */
  private final Object opening = new Object();

  /**
   * What is known of one connection of a client; guarded by itself. Requests of other connections must not wait for it:
   * on virtual threads a lock that all want is had by who came last, and the others wait for seconds.
   */
  private static final class Socket {
    private final EndPoint transport;
    private final String address;
    private final boolean local;
    private int layers;
    private int answering;
    private int receiving;
    private boolean multiplexed;
    private long bytesBefore;
    private boolean begun;
    private long begunAt;
    private long usedAt = System.nanoTime();

    Socket(EndPoint transport) {
      this.transport = transport;
      InetAddress remote = transport.getRemoteSocketAddress() instanceof InetSocketAddress inet
          ? inet.getAddress() : InetAddress.getLoopbackAddress();
      byte[] bytes = remote.getAddress();
      this.address = HexFormat.of().formatHex(bytes.length > Integer.BYTES
          ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
      this.local = remote.isLoopbackAddress();
    }

    long bytesIn() {
      Connection outermost = transport.getConnection();
      return outermost == null ? 0 : outermost.getBytesIn();
    }

    /** Whether it may be closed for another one. */
    synchronized boolean dispensable() {
      return answering == receiving;
    }

    synchronized boolean late(long now, Bounds bounds) {
      long patience = (multiplexed ? bounds.idle : bounds.head).toNanos();
      if (answering > 0 || bytesIn() <= bytesBefore) {
        begun = false;
      } else if (!begun) {
        begun = true;
        begunAt = now;
      } else {
        return now - begunAt >= patience;
      }
      return false;
    }

    synchronized void begin(boolean oneOfSeveral) {
      answering++;
      receiving++;
      multiplexed |= oneOfSeveral;
    }

    synchronized void received() {
      receiving--;
    }

    synchronized void answered() {
      answering--;
      bytesBefore = bytesIn();
      begun = false;
      usedAt = System.nanoTime();
    }

    /** How many bodies are on their way. */
    synchronized int receiving() {
      return receiving;
    }

    synchronized long usedAt() {
      return usedAt;
    }
  }

  /** A handler around another; to be added to the connector as a listener, too. */
  ConnectionKeeper(Handler handler, Bounds bounds, Scheduler scheduler) {
    super(handler);
    this.bounds = bounds;
    addBean(new Repetition(scheduler, bounds.head.toNanos() / LOOKS,
        () -> late(System.nanoTime()).forEach(EndPoint::close)));
  }

  /** The connections whose head takes too long. */
  private List<EndPoint> late(long now) {
    return sockets.values().stream().filter(socket -> socket.late(now, bounds)).map(socket -> socket.transport)
        .toList();
  }

  /** What carries a connection's bytes, below TLS and HTTP. */
  static EndPoint transport(Connection connection) {
    EndPoint endPoint = connection.getEndPoint();
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    return endPoint;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint transport = transport(connection);
    Optional<EndPoint> surplus = Optional.empty();
    synchronized (opening) {
      Socket known = sockets.get(transport);
      if (known == null) {
        known = new Socket(transport);
        sockets.put(transport, known);
        surplus = surplus(known);
      }
      known.layers++;
    }
    surplus.ifPresent(EndPoint::close);
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (opening) {
      sockets.computeIfPresent(transport(connection), (transport, socket) -> --socket.layers > 0 ? socket : null);
    }
  }

  /** The connection to close, now that there is a new one. */
  private Optional<EndPoint> surplus(Socket latest) {
    Map<String, Integer> counts = new HashMap<>();
    sockets.values().forEach(socket -> counts.merge(socket.address, 1, Integer::sum));
    if (!latest.local && counts.get(latest.address) > bounds.ofAnAddress) {
      return Optional.of(leastUsed(latest, socket -> socket.address.equals(latest.address)));
    }
    if (sockets.size() <= bounds.all) {
      return Optional.empty();
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return Optional.of(leastUsed(latest, socket -> counts.get(socket.address) == most));
  }

  private EndPoint leastUsed(Socket latest, Predicate<Socket> among) {
    return sockets.values().stream().filter(among).filter(socket -> socket != latest && socket.dispensable())
        .min(Comparator.<Socket>comparingInt(Socket::receiving).thenComparingLong(Socket::usedAt))
        .orElse(latest).transport;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Socket socket = sockets.get(transport(request.getConnectionMetaData().getConnection()));
    if (socket == null) {
      return super.handle(request, response, callback);
    }
    socket.begin(request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2);
    return super.handle(new Watched(request, socket), response, callback);
  }

  /** A request that says when its body has come and when it has been answered. */
  private static final class Watched extends Request.Wrapper {
    private final Socket socket;
    private final AtomicBoolean received = new AtomicBoolean();

    Watched(Request request, Socket socket) {
      super(request);
      this.socket = socket;
      if (request.getLength() == 0) {
        received();
      }
      Request.addCompletionListener(request, failure -> {
        received();
        socket.answered();
      });
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null && chunk.isLast()) {
        received();
      }
      return chunk;
    }

    private void received() {
      if (received.compareAndSet(false, true)) {
        socket.received();
      }
    }
  }
}
