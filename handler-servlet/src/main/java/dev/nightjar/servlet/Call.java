package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.Trace;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.runtime.NightjarRuntime;
import dev.nightjar.runtime.execution.Cancellation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One request without its transport.
 *
 * @param variables parts of the path, by the name in the route's pattern; decoded, otherwise as they came
 * @param headers gives a header or null
 * @param query text behind the {@code ?}, as it came; empty when there is none
 * @param body the body
 * @param lease what is given back when the request has been answered
 * @param caller who asks
 * @param gone is cancelled when nobody waits for the answer any more
 * @param trace what the request is known by elsewhere
 * @param known whether the caller was let in: otherwise the route is one that is open to all, and tells little
 */
record Call(Map<String, String> variables, UnaryOperator<String> headers, String query, Body body,
    Lease lease, Caller caller, Cancellation gone, Trace trace,
    boolean known) {
  /** Repeats the uid of a request for load balancers, which see headers and no bodies. */
  static final String UID = "Nightjar-Uid";

  /**
   * Refuses an inference at once for which the model has no time, before its body is read; not where the refusal would
   * cost the connection, on which a client that still sends may not see it.
   *
   * @throws NightjarException {@code UNKNOWN_MODEL}, or {@code BUSY}
   */
  void requirePlace(NightjarRuntime runtime, String model) {
    if (body.spoilsConnection()) {
      runtime.model(model);
    } else {
      runtime.requirePlace(caller, model);
    }
  }

  /** The uid in the path; {@code MALFORMED_REQUEST} when the header names another one. */
  Uid uid() {
    return requireSame(Uid.parse(variables.get("uid")));
  }

  /** The uid in the query string, if there is one; {@code MALFORMED_REQUEST} when the header names another one. */
  Optional<Uid> queryUid() {
    return parameter("uid").map(Uid::parse).map(this::requireSame);
  }

  /**
   * Refuses a JSON request that names one key for load balancers and another one for the server.
   *
   * @param uid the body's member, or null; not looked at without the header, as handlers have members of their own
   */
  void requireSame(String uid) {
    if (uid != null && headers.apply(UID) != null) {
      requireSame(Uid.parse(uid));
    }
  }

  private Uid requireSame(Uid uid) {
    String header = headers.apply(UID);
    if (header != null) {
      Uid named = Uid.parse(header.strip());
      if (!named.equals(uid)) {
        throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "the header " + UID + " names the key " + named
            + " and the request the key " + uid + ": send one uid, or leave out the header");
      }
    }
    return uid;
  }

  /** Begins the time for what this request has computed. */
  Cancellation within(Duration deadline) {
    return gone.within(deadline);
  }

  /** The time for this request: the server's, or the shorter one that the client names. */
  Duration deadline(Duration server) {
    return RequestDeadline.of(headers.apply(RequestDeadline.HEADER), server);
  }

  /** A header that must be there: {@code MALFORMED_REQUEST} otherwise. */
  String header(String name) {
    String value = headers.apply(name);
    if (value == null) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST, "this route needs the header " + name);
    }
    return value;
  }

  /**
   * A value of the query string, as it came. Not decoded: the values that Nightjar takes need no escapes, and
   * those with escapes are refused later as what they are.
   */
  Optional<String> parameter(String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }
}
