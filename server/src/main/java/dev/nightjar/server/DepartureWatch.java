package dev.nightjar.server;

import dev.nightjar.servlet.NightjarServlet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a client of HTTP/1.1 goes away while its answer is computed, which the container does not, as it reads
 * nothing meanwhile; over HTTP/2 a client resets its stream, and the container tells. Connections whose request has
 * been there for a while are looked at again and again.
 *
 * <p>A client that has only ended what it sends, and still listens, cannot be told from one that has gone. It is taken
 * as gone, as by other servers (that of Go), and gets to know that its request was given up.
 */
final class DepartureWatch extends Handler.Wrapper {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Logger LOG = LoggerFactory.getLogger(DepartureWatch.class);

  private final Executor executor;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  /** A request without an answer yet. */
  private static final class Waiting {
    private final ReadAheadEndPoint transport;
    private final long since = System.nanoTime();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    Waiting(ReadAheadEndPoint transport) {
      this.transport = transport;
    }
  }

  /**
   * A handler around another.
   *
   * @param executor runs what is to be done when a client has gone
   */
  DepartureWatch(Handler handler, Scheduler scheduler, Executor executor) {
    super(handler);
    this.executor = executor;
    addBean(new Repetition(scheduler, LOOK_NANOS, () -> look(System.nanoTime() - LOOK_NANOS)));
  }

  private void look(long before) {
    for (Waiting request : waiting) {
      if (request.since - before <= 0 && request.transport.ended() && waiting.remove(request)) {
        LOG.debug("a client ended its connection before it had its answer, which is given up");
        executor.execute(() -> request.gone.complete(null));
      }
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ConnectionMetaData connection = request.getConnectionMetaData();
    if (connection.getHttpVersion() != HttpVersion.HTTP_2
        && ConnectionKeeper.transport(connection.getConnection()) instanceof ReadAheadEndPoint end) {
      Waiting now = new Waiting(end);
      request.setAttribute(NightjarServlet.CLIENT_GONE, now.gone);
      waiting.add(now);
      Request.addCompletionListener(request, failure -> waiting.remove(now));
    }
    return super.handle(request, response, callback);
  }
}
