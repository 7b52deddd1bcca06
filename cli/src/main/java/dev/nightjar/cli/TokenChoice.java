package dev.nightjar.cli;

import dev.nightjar.client.http.EndpointSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say by what an endpoint knows its caller. */
final class TokenChoice {
  @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "${env:NIGHTJAR_TOKEN}",
      description = "Sent as bearer token (default: the environment variable NIGHTJAR_TOKEN). Others on this machine"
          + " can see what is on the command line: rather use the variable or --token-file.")
  private String token;

  @Option(names = "--token-file", paramLabel = "FILE",
      description = "Send what this file holds as bearer token, without the line's end.")
  private Path file;

  @Option(names = "--token-in-clear",
      description = "Send the token over http to another machine, too: everyone on the way can read and use it.")
  private boolean inClear;

  @Mixin
  private TrustChoice trust;

  /** How an endpoint is reached. */
  EndpointSettings settings(URI url) throws IOException {
    EndpointSettings plain = trust.apply(EndpointSettings.of(url));
    EndpointSettings settings = inClear ? plain.permitTokenInClear() : plain;
    String chosen = file == null ? token : Files.readString(file).strip();
    return chosen == null || chosen.isEmpty() ? settings : settings.withBearerToken(chosen);
  }
}
