package dev.nightjar.server;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connector that closes, when it stops, each connection that it has accepted. Jetty's own stops its selector while it
 * still accepts: a connection that the selector has not got yet, or gets when it has closed the others, stays open, and
 * its client waits for an answer until its patience ends or this process.
 */
final class CleanConnector extends ServerConnector {
  private static final Logger LOG = LoggerFactory.getLogger(CleanConnector.class);

  private final Set<SelectableChannel> accepted = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /** One thread that accepts and one that selects. */
  CleanConnector(Server server, Scheduler scheduler, ConnectionFactory... protocols) {
    super(server, null, scheduler, null, 1, 1, protocols);
    addBean(new SelectorManager.AcceptListener() {
      @Override
      public void onAccepting(SelectableChannel channel) {
        accepted.add(channel);
        if (over) {
          close(channel);
        }
      }

      @Override
      public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        accepted.remove(channel);
      }
    }, false);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    ReadAheadEndPoint endPoint = new ReadAheadEndPoint(channel, selector, key, getScheduler(), getExecutor());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /** Serves a connection that it has not accepted itself, like those that it has. */
  void adopt(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.socket().setTcpNoDelay(getAcceptedTcpNoDelay());
    accepted.add(channel);
    getSelectorManager().accept(channel);
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    if (endPoint instanceof SocketChannelEndPoint socket) {
      accepted.remove(socket.getChannel());
    }
    super.onEndPointClosed(endPoint);
  }

  @Override
  protected void doStop() throws Exception {
    try {
      super.doStop();
    } finally {
      // From here on whoever accepts one more sees this, or this sees what was accepted.
      over = true;
      accepted.forEach(this::close);
    }
  }

  private void close(SelectableChannel channel) {
    accepted.remove(channel);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a connection could not be closed", e);
    }
  }
}
