package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.runtime.execution.Cancellation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a client goes away before its answer is there: a stream of HTTP/2 that it resets, a connection that
 * breaks, as far as the container reads it. What was computed for it stops, and nobody sends its answer.
 */
final class Departure implements AsyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  private final Cancellation gone;
  private final AtomicBoolean ended = new AtomicBoolean();

  Departure(Cancellation gone) {
    this.gone = gone;
  }

  /** Whether the answer is to be sent: once, and not to a client that has gone. */
  boolean begin() {
    return ended.compareAndSet(false, true);
  }

  @Override
  public void onError(AsyncEvent event) {
    gone.cancel();
    if (begin()) {
      LOG.debug("the client went away before it had its answer, which is given up", event.getThrowable());
      tell(event.getAsyncContext());
    }
  }

  /** Says so to a client that is there after all: the container may have failed the request since it stops. */
  private static void tell(AsyncContext async) {
    Answer answer = Problem.of(new NightjarException(ErrorCode.UNAVAILABLE,
        "the server gave the request up before it was done; try again")).answer();
    try {
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      response.setStatus(answer.status());
      response.setContentType(answer.contentType());
      response.setContentLength(answer.body().length);
      response.getOutputStream().write(answer.body());
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the client has gone", e);
    } finally {
      async.complete();
    }
  }

  /** A host's own time for requests, which is not ours: the container answers. */
  @Override
  public void onTimeout(AsyncEvent event) {
    gone.cancel();
    begin();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    onTimeout(event);
  }

  /** Of a request that was handed on: listeners do not follow it by themselves. */
  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
