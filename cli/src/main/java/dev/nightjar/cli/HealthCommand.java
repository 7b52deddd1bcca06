package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar health}: for supervisors that run a program, such as a container's health check. */
@Command(name = "health", mixinStandardHelpOptions = true,
    description = "Ask a server whether it is alive, or ready; the exit code is 0 if it is, and 1 otherwise.")
final class HealthCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 5000;

  private final Terminal terminal;

  @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080/",
      description = "Where the endpoint or its management port is (default: ${DEFAULT-VALUE}).")
  private URI url;

  @Option(names = "--ready", description = "Whether it takes work, too: it has warmed up, and does not stop.")
  private boolean ready;

  HealthCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    int status = status((url.toString().endsWith("/") ? url : URI.create(url + "/"))
        .resolve(ready ? "health/ready" : "health/live"));
    boolean well = status == HttpURLConnection.HTTP_OK;
    terminal.line("%s is %s%s", url, well ? "" : "not ", ready ? "ready" : "alive");
    return well ? 0 : 1;
  }

  private static int status(URI asked) {
    try {
      if (!(asked.toURL().openConnection() instanceof HttpURLConnection connection)) {
        throw new NightjarException(ErrorCode.INVALID_NAME, asked + " is no http or https address: correct --url");
      }
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try {
        return connection.getResponseCode();
      } finally {
        connection.disconnect();
      }
    } catch (IllegalArgumentException | IOException e) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, asked + " does not answer: " + e.getMessage(), e);
    }
  }
}
