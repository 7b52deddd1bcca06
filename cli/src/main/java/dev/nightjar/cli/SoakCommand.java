package dev.nightjar.cli;

import dev.nightjar.bench.load.SoakPlan;
import dev.nightjar.bench.load.SoakReport;
import dev.nightjar.bench.load.SoakRun;
import dev.nightjar.cli.text.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code nightjar soak}. */
@Command(name = "soak", mixinStandardHelpOptions = true,
    description = "Use a server for long, with inferences, keys that come and go and bad requests of all kinds, and see"
        + " whether its memory, threads, descriptors and key store stay as they are.",
    footer = {"", "Looks into the server's JVM, which runs on this machine: with --url say --process, too.",
        "Exit code 0 when nothing grew over the second half, each request was answered as it should be, and each",
        "answer that was decrypted is right."})
final class SoakCommand implements Callable<Integer> {
  static final MarkedSection SECTION = new MarkedSection("soak --table docs/reliability.md");

  private final Terminal terminal;

  @Spec
  private CommandSpec spec;

  @Mixin
  private LoadTarget target;

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "30m", converter = TimeConverter.class,
      description = "How long, e.g. 90s, 30m or 8h (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(names = "--interval", paramLabel = "TIME", converter = TimeConverter.class,
      description = "From one look into the server to the next (default: a thirtieth of the duration).")
  private Duration interval;

  @Option(names = "--share", paramLabel = "PERCENT", defaultValue = "80",
      description = "Load, in percent of the capacity that is measured first (default: ${DEFAULT-VALUE}).")
  private int share;

  @Option(names = "--connections", paramLabel = "N", defaultValue = "32",
      description = "Connections (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Mixin
  private ReportChoice files;

  SoakCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Reads a time. */
  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,5}[smh]")) {
        throw new TypeConversionException("'" + text + "' is no time like 90s, 30m or 8h");
      }
      return Duration.parse("PT" + text);
    }
  }

  @Override
  public Integer call() throws IOException {
    SoakPlan plan;
    try {
      plan = new SoakPlan(duration, interval != null ? interval : duration.dividedBy(SoakPlan.DEFAULT.duration()
          .dividedBy(SoakPlan.DEFAULT.interval())), share / 100.0, connections);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    files.require(SECTION);
    return target.run(terminal, (endpoint, subjects) -> {
      if (endpoint.process().isEmpty()) {
        throw new ParameterException(spec.commandLine(),
            "a soak looks into the server: say with --process which process of this machine it is");
      }
      SoakReport report = new SoakRun(endpoint, terminal::remark).run(plan, subjects);
      SoakTables tables = new SoakTables(report);
      tables.print(terminal);
      files.write(report::write, SECTION, tables.markdown());
      return report.faults().isEmpty() ? 0 : 1;
    });
  }
}
