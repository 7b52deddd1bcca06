package dev.nightjar.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The transport of a connection that can be asked whether its client has ended it while nobody reads. The end comes
 * behind what was sent before it, and cannot be seen without reading that: bytes that are read so are kept for whoever
 * reads next.
 */
final class ReadAheadEndPoint extends SocketChannelEndPoint {
  /** More than TLS says at its end. Behind as much of a further request, an end is not seen. */
  private static final int MOST = 512;

  private final Executor executor;
  private final Object reading = new Object();

  /** What was read ahead, up to its position; null when nothing was. Guarded by {@code reading}. */
  private ByteBuffer ahead;

  ReadAheadEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler,
      Executor executor) {
    super(channel, selector, key, scheduler);
    this.executor = executor;
  }

  /** Whether the client has closed the connection, or its half of it; false while somebody waits for its bytes. */
  boolean ended() {
    synchronized (reading) {
      if (!isOpen()) {
        return true;
      }
      // Whoever waits is told of the end, and would not be told of bytes that were taken away.
      if (getFillInterest().isInterested()) {
        return false;
      }
      ByteBuffer bytes = ahead == null ? ByteBuffer.allocate(MOST) : ahead;
      try {
        int read = 1;
        while (read > 0 && bytes.hasRemaining()) {
          read = getChannel().read(bytes);
        }
        return read < 0;
      } catch (IOException e) {
        return true;
      } finally {
        ahead = bytes.position() == 0 ? null : bytes;
      }
    }
  }

  /** How many bytes wait for whoever reads next. */
  int readAhead() {
    synchronized (reading) {
      return ahead == null ? 0 : ahead.position();
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    synchronized (reading) {
      if (ahead == null) {
        return super.fill(buffer);
      }
      int from = BufferUtil.flipToFill(buffer);
      try {
        ahead.flip();
        return BufferUtil.put(ahead, buffer);
      } finally {
        ahead.compact();
        ahead = ahead.position() == 0 ? null : ahead;
        BufferUtil.flipToFlush(buffer, from);
      }
    }
  }

  @Override
  protected void needsFillInterest() {
    synchronized (reading) {
      if (ahead == null) {
        super.needsFillInterest();
        return;
      }
    }
    executor.execute(() -> getFillInterest().fillable());
  }
}
