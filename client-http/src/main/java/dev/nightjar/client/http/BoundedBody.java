package dev.nightjar.client.http;

import dev.nightjar.api.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects a response body up to a limit of bytes, in memory or in a stream, and drops the connection of a longer one.
 * Once it is closed nothing more is written.
 */
final class BoundedBody implements BodySubscriber<byte[]>, AutoCloseable {
  private static final byte[] NONE = new byte[0];

  /** A body that is not taken. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    Refused(ErrorCode code, String reason) {
      super(reason);
      this.code = code;
    }

    ErrorCode code() {
      return code;
    }
  }

  private final long limit;
  private final OutputStream sink;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private long taken;
  private boolean closed;
  private Flow.Subscription subscription;

  /**
   * A body that goes into a stream, which is closed in any case; the body itself is then empty.
   *
   * @param limit most bytes that are taken
   */
  BoundedBody(long limit, OutputStream sink) {
    this.limit = limit;
    this.sink = sink;
  }

  /** Bodies that are kept in memory. */
  static BodyHandler<byte[]> handler(int limit) {
    return info -> new BoundedBody(limit, new ByteArrayOutputStream());
  }

  /** A body of which no byte is read. */
  static BodySubscriber<byte[]> refusing(Refused reason) {
    BoundedBody refusing = new BoundedBody(0, OutputStream.nullOutputStream());
    refusing.body.completeExceptionally(reason);
    return refusing;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    if (body.isDone()) {
      s.cancel();
    } else {
      s.request(Long.MAX_VALUE);
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (closed || body.isDone()) {
        return;
      }
      if (buffer.remaining() > limit - taken) {
        end(new Refused(ErrorCode.TOO_LARGE, "the answer is longer than " + limit + " bytes"));
        return;
      }
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      try {
        sink.write(chunk);
        taken += chunk.length;
      } catch (IOException e) {
        end(e);
      }
    }
  }

  private void end(IOException reason) {
    subscription.cancel();
    close();
    body.completeExceptionally(reason);
  }

  @Override
  public void onError(Throwable error) {
    close();
    body.completeExceptionally(error);
  }

  @Override
  public synchronized void onComplete() {
    closed = true;
    try {
      sink.close();
      body.complete(sink instanceof ByteArrayOutputStream bytes ? bytes.toByteArray() : NONE);
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }

  /** Takes no more bytes: what was written before a body's end stays as it is. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      sink.close();
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }
}
