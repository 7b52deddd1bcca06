package dev.nightjar.cli;

import dev.nightjar.server.NightjarServer;
import picocli.CommandLine.Option;

/** The options of the port for those who run a server. */
final class ManagementChoice {
  @Option(names = "--management-port", paramLabel = "PORT",
      description = "Tell health on this port, too, and metrics there alone, without tokens; clients cannot keep it"
          + " busy. Models are loaded and unloaded there, too (default: none).")
  private Integer port;

  @Option(names = "--management-host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
      description = "Address of that port. Whoever reaches it is told all of it; on the loopback interface they load"
          + " and unload models, on another one admins of --tokens alone (default: ${DEFAULT-VALUE}).")
  private String host;

  NightjarServer.Builder apply(NightjarServer.Builder builder) {
    return port == null ? builder : builder.management(host, port);
  }
}
