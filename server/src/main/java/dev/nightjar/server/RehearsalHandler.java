package dev.nightjar.server;

import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands what comes over connections of a rehearsal to the rehearsal's handler, and all else to the one that it wraps.
 * Those connections are known by their channels, which this process has made: nobody else can have one.
 */
final class RehearsalHandler extends Handler.Wrapper {
  private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile Handler standIn;

  RehearsalHandler(Handler handler) {
    super(handler);
  }

  /** From now on this one answers, in the same server; null for none. */
  void rehearse(Handler newStandIn) throws Exception {
    Handler before = standIn;
    if (newStandIn != null) {
      newStandIn.setServer(getServer());
      newStandIn.start();
    }
    standIn = newStandIn;
    if (before != null) {
      before.stop();
    }
  }

  /** To be called before the first request comes over a connection. */
  void add(SocketChannel channel) {
    channels.add(channel);
  }

  void remove(SocketChannel channel) {
    channels.remove(channel);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Handler other = standIn;
    if (other != null && ConnectionKeeper.transport(request.getConnectionMetaData().getConnection())
        instanceof SocketChannelEndPoint end && channels.contains(end.getChannel())) {
      return other.handle(request, response, callback);
    }
    return super.handle(request, response, callback);
  }
}
