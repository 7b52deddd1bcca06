package dev.nightjar.servlet;

import dev.nightjar.api.keys.Caller;
import dev.nightjar.runtime.PathRehearsal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Requests through a second endpoint in this process, without a server: what the host's own has in it stays cold. */
final class EndpointRehearsal implements PathRehearsal {
  private final HttpLimits limits;
  private final int rounds;

  EndpointRehearsal(HttpLimits limits, int rounds) {
    this.limits = limits;
    this.rounds = rounds;
  }

  @Override
  public void run(Trial trial) throws IOException {
    HttpEndpoint endpoint = new HttpEndpoint(trial.runtime(), limits, BrowserRules.none(), AccessLog.none());
    RequestRehearsal requests = new RequestRehearsal(trial, rounds);
    while (requests.goesOn()) {
      requests.round((method, path, headers, body) -> ask(endpoint, method, path, headers, body));
    }
  }

  private static byte[] ask(HttpEndpoint endpoint, String method, String path, Map<String, String> headers,
      byte[] body) throws IOException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.put("Content-Length", Integer.toString(body.length));
    String[] parts = path.split("\\?", 2);
    HttpEndpoint.Request request = new HttpEndpoint.Request(method, parts[0], parts.length == 1 ? "" : parts[1],
        all::get, () -> Caller.ANONYMOUS, () -> new ByteArrayInputStream(body), "127.0.0.1");
    try (HttpEndpoint.Response response = endpoint.answer(request).join()) {
      if (response.status() / 100 != 2) {
        throw new IOException(method + " " + path + " was answered with " + response.status() + ": "
            + new String(response.body(), StandardCharsets.UTF_8));
      }
      return response.body();
    }
  }
}
