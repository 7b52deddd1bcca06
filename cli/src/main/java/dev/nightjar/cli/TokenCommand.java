package dev.nightjar.cli;

import dev.nightjar.cli.text.Terminal;
import dev.nightjar.servlet.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar token}. */
@Command(name = "token", mixinStandardHelpOptions = true,
    description = "Make a token for a caller of 'serve --tokens FILE', and print it this once.",
    footer = {"", "FILE gets the caller's name and the token's SHA-256, and no secret. A server that runs takes the",
        "new line by itself. To withdraw a token, delete its line."})
final class TokenCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "NAME",
      description = "The caller, who owns the keys that are sent with the token; may have several tokens.")
  private String name;

  @Option(names = "--file", paramLabel = "FILE",
      description = "Append the line for the server to this file (default: print it, too).")
  private Path file;

  @Option(names = "--admin", description = "The caller may load and unload models.")
  private boolean admin;

  TokenCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String token = TokenFile.newToken(new SecureRandom());
    String line = admin ? TokenFile.adminLine(name, token) : TokenFile.line(name, token);
    if (file != null) {
      Files.writeString(file, separator() + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      terminal.remark("Line for the server's file: " + line);
    }
    terminal.line(token);
    return 0;
  }

  /** A file that somebody edited may end without the end of its last line. */
  private String separator() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    String before = Files.readString(file);
    return before.isEmpty() || before.endsWith("\n") ? "" : "\n";
  }
}
