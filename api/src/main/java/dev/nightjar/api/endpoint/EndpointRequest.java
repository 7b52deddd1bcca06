package dev.nightjar.api.endpoint;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One request, whatever transport it came by.
 *
 * @param method what is asked for
 * @param model name of the model, when the request named one
 * @param fields text fields, e.g. {@code uid}
 * @param bytes byte fields, e.g. {@code encrypted_inputs}; not copied
 * @param caller who asks; what is done for the request is done in this name
 */
public record EndpointRequest(String method, Optional<String> model, Map<String, String> fields,
    Map<String, byte[]> bytes, Caller caller) {
  public EndpointRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(model, "model");
    fields = Map.copyOf(fields);
    bytes = Map.copyOf(bytes);
    Objects.requireNonNull(caller, "caller");
  }

  /** A request of a caller of whom nothing is known. */
  public EndpointRequest(String method, Optional<String> model, Map<String, String> fields,
      Map<String, byte[]> bytes) {
    this(method, model, fields, bytes, Caller.ANONYMOUS);
  }

  /** A text field that must be there: {@code MALFORMED_REQUEST} otherwise. */
  public String field(String name) {
    return require(fields.get(name), name);
  }

  /** A byte field that must be there: {@code MALFORMED_REQUEST} otherwise. */
  public byte[] content(String name) {
    return require(bytes.get(name), name);
  }

  private <T> T require(T value, String name) {
    if (value == null) {
      throw new NightjarException(ErrorCode.MALFORMED_REQUEST,
          "method " + method + " needs the field '" + name + "'");
    }
    return value;
  }
}
