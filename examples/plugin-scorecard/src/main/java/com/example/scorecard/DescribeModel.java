package com.example.scorecard;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.EndpointContext;
import dev.nightjar.api.endpoint.EndpointHandler;
import dev.nightjar.api.endpoint.EndpointRequest;
import dev.nightjar.api.endpoint.EndpointResponse;
import dev.nightjar.api.keys.KeyStore;
import java.util.Map;
import java.util.Set;

/**
 * Answers the method {@code describe_model}: whether a model is served, and how much room there is for keys.
 */
public final class DescribeModel implements EndpointHandler {
  private EndpointContext context;

  @Override
  public Set<String> methods() {
    return Set.of("describe_model");
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public void start(EndpointContext server) {
    context = server;
  }

  @Override
  public EndpointResponse handle(EndpointRequest request) {
    String model = request.model().orElseThrow(() ->
        new NightjarException(ErrorCode.MALFORMED_REQUEST, "describe_model needs the member 'model'"));
    KeyStore keys = context.keys(request.caller());
    return new EndpointResponse.Fields(Map.of(
        "model", model,
        "served", context.models().contains(model),
        "free_key_bytes", keys.capacityBytes() - keys.usedBytes()));
  }
}
