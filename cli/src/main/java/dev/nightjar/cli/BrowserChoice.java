package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.server.NightjarServer;
import dev.nightjar.servlet.BrowserRules;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say which pages in browsers may use a server, and under which names it is asked. */
final class BrowserChoice {
  @Option(names = "--cors", paramLabel = "ORIGIN", split = ",",
      description = "Let pages of these origins, such as https://app.example, use the server from a browser; * for"
          + " pages of all (default: of none).")
  private Set<String> origins;

  @Option(names = "--hosts", paramLabel = "NAME", split = ",",
      description = "Answer only requests whose Host is one of these names or addresses; * for any (default: names of"
          + " the loopback where the server listens there and --behind-proxy is not given, otherwise any).")
  private Set<String> hosts;

  NightjarServer.Builder apply(NightjarServer.Builder builder, boolean behindProxy) {
    try {
      Set<String> pages = origins == null ? Set.of() : origins;
      if (hosts != null) {
        Set<String> names = hosts.contains(BrowserRules.ALL) ? Set.of() : hosts;
        return builder.browsers(new BrowserRules(pages, names));
      }
      return behindProxy ? builder.browsers(BrowserRules.none().withOrigins(pages)) : builder.origins(pages);
    } catch (IllegalArgumentException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, e.getMessage(), e);
    }
  }
}
