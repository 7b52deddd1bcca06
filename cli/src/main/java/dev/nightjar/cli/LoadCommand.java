package dev.nightjar.cli;

import dev.nightjar.bench.load.LoadPlan;
import dev.nightjar.bench.load.LoadReport;
import dev.nightjar.bench.load.LoadRun;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightjar load}. */
@Command(name = "load", mixinStandardHelpOptions = true,
    description = "Put an endpoint under load: its capacity, times of answers at 50, 80, 95 and 200 %% of it, how soon"
        + " a crowd is refused, and what one caller has of it beside a greedy one.",
    footer = {"", "Requests go out at drawn times, whatever the server does, and times count from those.",
        "Some answers are decrypted and checked. Exit code 0 when each request was answered, and rightly."})
final class LoadCommand implements Callable<Integer> {
  static final MarkedSection SECTION = new MarkedSection("load --table docs/reliability.md");

  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Mixin
  private LoadTarget target;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "8",
      description = "Time of each step, of some fifteen for each model (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--connections", paramLabel = "N", defaultValue = "128",
      description = "Connections at most (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(names = "--crowd", paramLabel = "N", defaultValue = "320",
      description = "Connections that fill a queue, to see how soon further requests are refused; no more than the"
          + " server takes (default: ${DEFAULT-VALUE}).")
  private int crowd;

  @Mixin
  private ReportChoice files;

  LoadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    LoadPlan plan;
    try {
      plan = new LoadPlan(seconds, connections, crowd);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    files.require(SECTION);
    return target.run(terminal, (endpoint, subjects) -> {
      LoadReport report = new LoadRun(endpoint, terminal::remark).run(plan, subjects);
      LoadTables tables = new LoadTables(report);
      tables.print(terminal);
      files.write(report::write, SECTION, tables.markdown());
      return report.good() ? 0 : 1;
    });
  }
}
