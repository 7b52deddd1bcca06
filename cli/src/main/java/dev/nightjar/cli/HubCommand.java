package dev.nightjar.cli;

import dev.nightjar.cli.text.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar hub}. */
@Command(name = "hub", mixinStandardHelpOptions = true,
    description = "Compiled models to try or to hand on: a folder or an HTTPS site with an index and bundles.",
    footer = {"", "The program brings a small hub of its own: ./nightjar hub list",
        "Serve one of its models in one step:       ./nightjar serve --hub iris-logreg"})
final class HubCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  /** The command with those below it. */
  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new HubCommand())
        .addSubcommand(new HubListCommand(terminal))
        .addSubcommand(new HubPullCommand(terminal))
        .addSubcommand(new HubAddCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? One of "
        + String.join(", ", spec.subcommands().keySet()));
  }
}
