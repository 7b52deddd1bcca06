package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import dev.nightjar.api.keys.Uid;
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
 * @param known whether the caller was let in: otherwise the route is one that is open to all, and tells little
 */
record Call(Map<String, String> variables, UnaryOperator<String> headers, String query, Body body,
    Lease lease, Caller caller, boolean known) {
  /** The uid in the path. */
  Uid uid() {
    return Uid.parse(variables.get("uid"));
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
