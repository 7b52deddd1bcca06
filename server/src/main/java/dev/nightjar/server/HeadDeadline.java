package dev.nightjar.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which the head of a request, its first line and headers, does not come to its end in time. A
 * client that sends a byte now and then would keep a connection for hours otherwise, as it is never silent. Bodies have
 * a pace of their own, and connections without any byte of a request the container's idle time-out.
 *
 * <p>The container does not say when a head begins. So all connections are looked at several times in the given time:
 * one that has got bytes since its last request, and has no request that is being answered, is in a head.
 */
final class HeadDeadline extends Handler.Wrapper implements Connection.Listener {
  private static final int LOOKS = 4;

  private final long timeoutNanos;
  private final Scheduler scheduler;
  private final Map<Connection, Head> heads = new ConcurrentHashMap<>();
  private volatile Scheduler.Task next;

  /** What is known of one connection. */
  private static final class Head {
    private int answering;
    private long bytesBefore;
    private boolean begun;
    private long since;
  }

  /** A handler around another; to be added to the connector as a listener, too. */
  HeadDeadline(Handler handler, Duration timeout, Scheduler scheduler) {
    super(handler);
    this.timeoutNanos = timeout.toNanos();
    this.scheduler = scheduler;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    lookLater();
  }

  @Override
  protected void doStop() throws Exception {
    Scheduler.Task last = next;
    if (last != null) {
      last.cancel();
    }
    super.doStop();
  }

  private void lookLater() {
    next = scheduler.schedule(() -> {
      try {
        heads.forEach((connection, head) -> look(connection, head, System.nanoTime()));
      } finally {
        if (isRunning() || isStarting()) {
          lookLater();
        }
      }
    }, Math.max(1, timeoutNanos / LOOKS), TimeUnit.NANOSECONDS);
  }

  private void look(Connection connection, Head head, long now) {
    synchronized (head) {
      if (head.answering > 0 || connection.getBytesIn() <= head.bytesBefore) {
        head.begun = false;
      } else if (!head.begun) {
        head.begun = true;
        head.since = now;
      } else if (now - head.since >= timeoutNanos) {
        connection.getEndPoint().close();
      }
    }
  }

  @Override
  public void onOpened(Connection connection) {
    heads.put(connection, new Head());
  }

  @Override
  public void onClosed(Connection connection) {
    heads.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    Head head = heads.get(connection);
    if (head != null) {
      synchronized (head) {
        head.answering++;
      }
      Request.addCompletionListener(request, failure -> {
        synchronized (head) {
          head.answering--;
          head.bytesBefore = connection.getBytesIn();
          head.begun = false;
        }
      });
    }
    return super.handle(request, response, callback);
  }
}
