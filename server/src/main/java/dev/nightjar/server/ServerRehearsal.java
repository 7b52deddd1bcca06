package dev.nightjar.server;

import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.api.primitives.Crc32c;
import dev.nightjar.runtime.PathRehearsal;
import dev.nightjar.servlet.AccessLog;
import dev.nightjar.servlet.CallerResolver;
import dev.nightjar.servlet.ServletSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests through a second server that differs from the first one in its address, in whom it answers and in what it
 * leaves behind: nothing.
 */
final class ServerRehearsal implements PathRehearsal {
  /** A JVM compiles methods for good after some thousand calls. */
  static final int ROUNDS = 20;

  /** Requests of a model on one connection, fewer where it computes for long: its own code is warm, and others wait. */
  private static final int ROUND = 50;

  private static final Duration LONGEST_ROUND = Duration.ofMillis(100);

  /** A shorter key is sent, loaded and deleted in each round, as code that ran once is not compiled. */
  private static final int SHORT_KEY = 4 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Pattern KEY = Pattern.compile(
      "\"uid\":(\\d+).*\"part_bytes\":(\\d+).*\"upload_token\":\"(.*?)\"");
  private static final Map<String, String> OCTETS = Map.of("Content-Type", "application/octet-stream");
  private static final Map<String, String> DOCUMENT = Map.of("Content-Type", "application/json");
  private static final byte[] NOTHING = {};

  private final ServerSettings settings;
  private final int rounds;
  private final List<RuntimeListener> listeners;

  /**
   * A rehearsal of so many rounds.
   *
   * @param log takes the lines of the second server
   * @param listeners of its runtime
   */
  ServerRehearsal(ServerSettings settings, int rounds, AccessLog log, List<RuntimeListener> listeners) {
    this.rounds = rounds;
    this.listeners = listeners;
    // Whoever is admitted is this process, and so no stranger.
    ServletSettings servlet = ServletSettings.defaults().withLimits(settings.servlet().limits())
        .withCallers(CallerResolver.container()).withAccessLog(log);
    this.settings = new ServerSettings("127.0.0.1", 0, servlet, settings.threads(), settings.bounds(), PATIENCE,
        Optional.empty(), Optional.empty());
  }

  @Override
  public List<RuntimeListener> listeners() {
    return listeners;
  }

  /** A model's request with the key that the server has got for it. */
  private record Asked(Request request, Optional<String> keyPath, String path, Map<String, String> headers) {
  }

  @Override
  public void run(Trial trial) throws IOException {
    NightjarServer server = new NightjarServer(trial.runtime(), settings);
    try (RehearsalSocket first = new RehearsalSocket()) {
      server.admitOnly(first.address());
      server.start();
      first.connect(server.port());
      Map<String, Asked> kept = new HashMap<>();
      for (Request request : trial.requests()) {
        if (request.key().isPresent() && request.key().get().length > SHORT_KEY) {
          kept.put(request.model(), sendKey(first, request));
        }
      }
      for (int i = 0; i < rounds && !trial.over().getAsBoolean(); i++) {
        try (RehearsalSocket next = new RehearsalSocket()) {
          server.admitOnly(next.address());
          next.connect(server.port());
          for (Request request : trial.requests()) {
            Asked asked = kept.get(request.model());
            round(trial, next, asked != null ? asked : sendKey(next, request));
          }
        }
      }
    } finally {
      server.close();
    }
  }

  private static void round(Trial trial, RehearsalSocket socket, Asked asked) throws IOException {
    String model = "/v1/models/" + asked.request.model();
    socket.ask("GET", "/health/ready", Map.of(), NOTHING);
    socket.ask("GET", "/v1/models", Map.of(), NOTHING);
    socket.ask("GET", model, Map.of(), NOTHING);
    if (asked.keyPath.isPresent()) {
      socket.ask("GET", asked.keyPath.get(), asked.headers, NOTHING);
    }
    if (trial.runtime().registry().require(asked.request.model()).clientZip().length > 0) {
      socket.ask("GET", model + "/client.zip", Map.of(), NOTHING);
    }
    long until = System.nanoTime() + LONGEST_ROUND.toNanos();
    for (int i = 0; i < ROUND && System.nanoTime() < until && !trial.over().getAsBoolean(); i++) {
      socket.ask("POST", asked.path, asked.headers, asked.request.query());
    }
    if (asked.keyPath.isPresent() && asked.request.key().get().length <= SHORT_KEY) {
      socket.ask("DELETE", asked.keyPath.get(), asked.headers, NOTHING);
    }
  }

  private static Asked sendKey(RehearsalSocket socket, Request request) throws IOException {
    String infer = "/v1/models/" + request.model() + "/infer";
    if (request.key().isEmpty()) {
      return new Asked(request, Optional.empty(), infer, OCTETS);
    }
    byte[] key = request.key().get();
    byte[] begin = ("{\"total_bytes\":" + key.length + "}").getBytes(StandardCharsets.US_ASCII);
    String begun = new String(socket.ask("POST", "/v1/keys", DOCUMENT, begin), StandardCharsets.US_ASCII);
    Matcher fields = KEY.matcher(begun);
    if (!fields.find()) {
      throw new IOException("the beginning of a key was answered with " + begun);
    }
    String path = "/v1/keys/" + fields.group(1);
    int size = Integer.parseInt(fields.group(2));
    Map<String, String> headers = new HashMap<>(OCTETS);
    headers.put("Nightjar-Upload-Token", fields.group(3));
    for (int at = 0; at < key.length; at += size) {
      byte[] part = Arrays.copyOfRange(key, at, Math.min(key.length, at + size));
      headers.put("Nightjar-CRC32C", HexFormat.of().toHexDigits(Crc32c.of(part, 0, part.length)));
      socket.ask("PUT", path + "/parts/" + at / size, headers, part);
    }
    socket.ask("POST", path + "/commit", headers, NOTHING);
    return new Asked(request, Optional.of(path), infer + "?uid=" + fields.group(1), headers);
  }
}
