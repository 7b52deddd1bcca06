package dev.nightjar.bench.load;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The endpoint that is put under load.
 *
 * @param base its address; a slash is added at the end where there is none
 * @param tokens of callers whom it knows, each of another principal; empty where it answers anybody
 * @param process id of its process, for processor time and memory; empty where it runs elsewhere
 */
public record Endpoint(URI base, List<String> tokens, OptionalLong process) {
  /** Checks the address. */
  public Endpoint {
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(process, "process");
    tokens = List.copyOf(tokens);
    if (base.getHost() == null || base.getScheme() == null || !base.getScheme().matches("https?")) {
      throw new IllegalArgumentException("a URL like http://127.0.0.1:8080/, not " + base);
    }
    if (base.getRawPath().isEmpty() || !base.getRawPath().endsWith("/")) {
      base = URI.create(base.getScheme() + "://" + base.getRawAuthority() + base.getRawPath() + "/");
    }
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "Endpoint[" + base + "]";
  }
}
