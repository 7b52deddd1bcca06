package dev.nightjar.server;

import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import java.util.Map;
import java.util.Set;

/** A plugin with methods of its own, found on the class path. */
public final class EchoHandler implements EndpointHandler {
  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public Set<String> methods() {
    return Set.of("echo_text", "echo_bytes", "explode");
  }

  @Override
  public EndpointResponse handle(EndpointRequest request) {
    return switch (request.method()) {
      case "echo_text" -> new EndpointResponse.Fields(Map.of("text", request.field("text"), "length",
          request.field("text").length(), "model", request.model().orElse("none"), "good", true));
      case "echo_bytes" -> new EndpointResponse.Bytes(request.content("content"), Map.of());
      default -> throw new IllegalStateException("a secret of the plugin");
    };
  }
}
