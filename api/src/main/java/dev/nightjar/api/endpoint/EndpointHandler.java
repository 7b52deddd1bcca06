package dev.nightjar.api.endpoint;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import java.util.Set;

/**
 * Answers requests that name one of its methods; found as any {@link Extension} is. The built-in handler answers
 * {@code save_key}, {@code append_key} and {@code inference}; a plugin may add methods, not replace these.
 *
 * <p>Called by many threads at once.
 */
public interface EndpointHandler extends Extension, AutoCloseable {
  /** The values of {@code method} that it answers, e.g. {@code inference}; fixed for its life. */
  Set<String> methods();

  /** Called once before the first request. */
  default void start(EndpointContext context) {
  }

  /**
   * Answers one request.
   *
   * @throws NightjarException with the code that the caller shall see; anything else is reported as
   *     {@code INTERNAL} without its message
   */
  EndpointResponse handle(EndpointRequest request);

  /** Frees what {@link #start} took. */
  @Override
  default void close() {
  }
}
