package dev.nightjar.cli;

import dev.nightjar.cli.text.LogConfigurator;
import dev.nightjar.cli.text.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top of the command line: options that every command has, and the commands. */
@Command(name = "nightjar", mixinStandardHelpOptions = true, versionProvider = Version.class,
    description = "Machine learning on encrypted data: the server computes, only you can read.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Start here:  ./nightjar demo", "Each command explains itself:  ./nightjar COMMAND --help"})
final class NightjarCommand implements Runnable {
  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  private NightjarCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The whole command line, printing to a terminal. */
  static CommandLine commandLine(Terminal terminal) {
    Problems problems = new Problems(terminal);
    return new CommandLine(new NightjarCommand(terminal))
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new CompileCommand(terminal))
        .addSubcommand(new InspectCommand(terminal))
        .addSubcommand(new SimulateCommand(terminal))
        .addSubcommand(new SignCommand(terminal))
        .addSubcommand(HubCommand.commandLine(terminal))
        .addSubcommand(new ServeCommand(terminal))
        .addSubcommand(new TokenCommand(terminal))
        .addSubcommand(new HealthCommand(terminal))
        .addSubcommand(new KeygenCommand(terminal))
        .addSubcommand(new EncryptCommand(terminal))
        .addSubcommand(new DecryptCommand(terminal))
        .addSubcommand(new PlayCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new LoadCommand(terminal))
        .addSubcommand(new SoakCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new RehearseCommand(terminal))
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setUsageHelpWidth(Terminal.WIDTH)
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(problems::misuse)
        .setExecutionExceptionHandler(problems::failure);
  }

  @Option(names = {"-v", "--verbose"}, scope = CommandLine.ScopeType.INHERIT,
      description = "Log what happens, of plugins and libraries, too, and show stack traces of errors.")
  private void verbose(boolean wanted) {
    LogConfigurator.verbose(wanted);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? One of "
        + String.join(", ", spec.subcommands().keySet()));
  }
}
