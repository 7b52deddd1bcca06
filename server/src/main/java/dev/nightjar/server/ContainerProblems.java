package dev.nightjar.server;

import dev.nightjar.servlet.ContainerRefusals;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What Jetty itself refuses, before a servlet sees it, as a problem document too: bad URIs, headers too long; and what
 * comes while it stops.
 */
final class ContainerProblems extends ErrorHandler {
  private static final String REQUEST_ID = "X-Request-Id";

  private final ContainerRefusals refusals;
  private final BooleanSupplier drained;

  /**
   * Problems of a server.
   *
   * @param refusals makes the documents, and tells of them
   * @param drained whether all requests that were taken have been answered and no more are taken: what the container
   *     cannot hand to a servlet then was not acted on, and may be sent to another server
   */
  ContainerProblems(ContainerRefusals refusals, BooleanSupplier drained) {
    this.refusals = refusals;
    this.drained = drained;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (drained.getAsBoolean()
        && (response.getStatus() == HttpStatus.NOT_FOUND_404 || HttpStatus.isServerError(response.getStatus()))) {
      response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
    }
    if (response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    ContainerRefusals.Refusal refusal = refusals.of(response.getStatus(), request.getMethod(),
        Request.getRemoteAddr(request), request.getHeaders()::get);
    byte[] document = refusal.document();
    response.getHeaders().put(REQUEST_ID, refusal.requestId());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ContainerRefusals.MEDIA_TYPE);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, document.length);
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      // What follows on a connection whose request could not be read is not known to be a request.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(document), Callback.from(refusal::answered, callback));
    return true;
  }
}
