package com.example.vertx;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The body of a request for a worker thread, which waits where nothing has arrived. The connection is asked for a
 * buffer at a time, so that a body is never in memory as a whole. Made on the event loop, read by one thread.
 */
final class RequestBody extends InputStream {
  private static final Buffer END = Buffer.buffer();

  private final HttpServerRequest http;
  private final Context loop = Vertx.currentContext();
  private final BlockingQueue<Buffer> arrived = new LinkedBlockingQueue<>();
  private volatile Throwable failure;
  private Buffer current = Buffer.buffer();
  private int at;

  RequestBody(HttpServerRequest http) {
    this.http = http;
    http.pause();
    http.handler(arrived::add).endHandler(end -> arrived.add(END)).exceptionHandler(e -> {
      failure = e;
      arrived.add(END);
    });
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (at == current.length() && current != END) {
      current = next();
      at = 0;
    }
    if (current == END) {
      if (failure != null) {
        throw new IOException("the client went away", failure);
      }
      return -1;
    }
    int count = Math.min(length, current.length() - at);
    current.getBytes(at, at + count, into, offset);
    at += count;
    return count;
  }

  private Buffer next() throws InterruptedIOException {
    if (arrived.isEmpty()) {
      loop.runOnContext(now -> {
        if (arrived.isEmpty()) {
          http.fetch(1);
        }
      });
    }
    try {
      return arrived.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a body was read");
    }
  }
}
