package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bench.Bench;
import dev.nightjar.bench.BenchPlan;
import dev.nightjar.bench.BenchReport;
import dev.nightjar.bench.PeakMemory;
import dev.nightjar.bench.JvmStarts;
import dev.nightjar.bench.ReportFiles;
import dev.nightjar.bench.SetReport;
import dev.nightjar.bench.StartPlan;
import dev.nightjar.bench.StartsReport;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.extensions.PluginLoader;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code nightjar bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true,
    description = "Measure engines: keys, and keyswitch plus bootstrap (KS + PBS) by batch size and threads.",
    footer = {"", "Several engines take turns on the same keys. Every result is decrypted and checked.",
        "With --starts: how times differ from one JVM to the next.",
        "Exit code 0 when all results are right."})
final class BenchCommand implements Callable<Integer> {
  static final MarkedSection SECTION = new MarkedSection("bench --table docs/performance.md");

  private static final String ALL = "all";
  private static final List<String> SETS = List.of("TFHE_RS_2_2_P128", "NJ2_M4_P128-unrolled");
  private static final int SECONDS = 90;
  private static final int SECONDS_OF_A_START = 10;

  private final Terminal terminal;

  /**
   * A number of threads.
   *
   * @param count at least 1
   */
  record ThreadCount(int count) {
    /** One for each processor. */
    static ThreadCount all() {
      return new ThreadCount(Runtime.getRuntime().availableProcessors());
    }

    /** Reads the option. */
    static final class Converter implements ITypeConverter<ThreadCount> {
      @Override
      public ThreadCount convert(String text) {
        if (text.equals(ALL)) {
          return all();
        }
        if (text.matches("[1-9][0-9]{0,8}")) {
          return new ThreadCount(Integer.parseInt(text));
        }
        throw new TypeConversionException("'" + text + "' is neither a positive number nor 'all'");
      }
    }
  }

  @Option(names = "--sets", paramLabel = "ID", split = ",",
      description = "Parameter sets of the catalogue, or 'all' (default: TFHE_RS_2_2_P128,NJ2_M4_P128-unrolled).")
  private List<String> sets;

  @Option(names = "--engines", paramLabel = "NAME", split = ",", defaultValue = "java",
      description = "Engines to compare with the first, with settings, e.g. java:kernel=plain or, shorter, java:plain;"
          + " 'doctor' lists them (default: ${DEFAULT-VALUE}).")
  private List<String> engines;

  @Option(names = "--batches", paramLabel = "N", split = ",",
      description = "Ciphertexts per call (default: 1,2,3,4,6,8,12,16,24,32,64).")
  private List<Integer> batches;

  @Option(names = "--threads", paramLabel = "N", split = ",", converter = ThreadCount.Converter.class,
      description = "Threads of each engine; 'all' is one for each processor (default: 1,all).")
  private List<ThreadCount> threads;

  @Option(names = "--seconds", paramLabel = "S",
      description = "Time for everything (default: 90); more gives more samples.")
  private Integer seconds;

  @Option(names = "--rounds", paramLabel = "N",
      description = "Measure exactly N rounds, however long they take.")
  private Integer rounds;

  @Option(names = "--kernel", paramLabel = "KERNEL", defaultValue = "auto",
      description = "Kernel of the Java engine: auto, vector or plain (default: ${DEFAULT-VALUE}).")
  private BenchEngines.Kernel kernel;

  @Option(names = "--without", paramLabel = "WHAT", split = ",",
      description = "What not to measure: keys (making them), parts (of a bootstrap).")
  private Set<BenchPlan.Subject> without = Set.of();

  @Mixin
  private BenchStarts starts = new BenchStarts();

  @Mixin
  private BenchLevelled levelled = new BenchLevelled();

  @Option(names = "--line", hidden = true,
      description = "Print the report as one line of JSON and write no files: for --starts.")
  private boolean line;

  @Option(names = "--plugins", paramLabel = "FOLDER", description = "Also find engines in this folder's jars.")
  private Path plugins;

  @Option(names = "--out", paramLabel = "FOLDER",
      description = "Where bench.json and the charts go (default: target/bench of the project).")
  private Path out;

  @Option(names = "--table", paramLabel = "FILE", description = "Write the time of a message by the size of its batch"
      + " into this Markdown file, between the lines that are there for it.")
  private Path table;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (levelled.wanted()) {
      return levelled.run(terminal, sets, seconds, kernel);
    }
    BenchPlan plan = plan();
    try (PluginLoader loader = PluginLoader.load(Optional.ofNullable(plugins), Set.of())) {
      return run(plan, new BenchEngines(EngineRegistry.of(loader), kernel));
    }
  }

  private int run(BenchPlan plan, BenchEngines factory) throws IOException {
    engines.forEach(factory::require);
    if (table != null && (line || starts.wanted())) {
      throw new IllegalArgumentException("--table is for batches of one process: leave out --starts and --line");
    }
    if (starts.wanted()) {
      return runStarts(plan);
    }
    if (starts.detailed()) {
      throw new IllegalArgumentException("--jdks and --jvm-args are for --starts, which is missing");
    }
    if (line) {
      return printLine(new Bench(factory, news -> { }).run(plan));
    }
    ReportFiles files = files();
    if (table != null) {
      SECTION.require(table);
    }
    BenchReport report = new Bench(factory, terminal::remark).run(plan);
    new BenchTables(terminal).print(report);
    terminal.line("");
    PeakMemory peak = PeakMemory.soFar();
    terminal.fact("Peak memory", peak.toString());
    terminal.fact("All samples", files.writeJson(report).toString());
    if (table != null) {
      SECTION.write(table, new BenchCurve(report, peak).markdown());
    }
    for (SetReport set : report.sets()) {
      if (!set.bootstraps().isEmpty()) {
        chart(() -> files.writeChart(set, report.machine()));
      }
    }
    return right(report);
  }

  private ReportFiles files() throws IOException {
    return new ReportFiles(out != null ? out : Home.workFolder("bench"));
  }

  private int printLine(BenchReport report) {
    terminal.line(report.line());
    return right(report);
  }

  private static int right(BenchReport report) {
    if (report.wrong() > 0) {
      throw new NightjarException(ErrorCode.INTERNAL, report.wrong()
          + " results were wrong: times mean nothing, and the engine must not be used on this machine");
    }
    return 0;
  }

  private int runStarts(BenchPlan plan) throws IOException {
    if (plan.sets().size() > 1) {
      throw new IllegalArgumentException("--starts measures one parameter set, not " + plan.sets().size());
    }
    StartPlan startPlan = starts.plan(commandOf(plan), (int) plan.budget().toSeconds());
    ReportFiles files = files();
    StartsReport report = new JvmStarts(terminal::remark).run(startPlan);
    new BenchStartTables(terminal).print(report);
    terminal.line("");
    terminal.fact("All samples", files.writeJson(report).toString());
    if (report.spreads().isEmpty()) {
      throw new NightjarException(ErrorCode.INTERNAL, "no start ended well; the lines above say why");
    }
    chart(() -> files.writeChart(report));
    return 0;
  }

  /** The command that runs this plan in a fresh JVM. */
  private List<String> commandOf(BenchPlan plan) {
    List<String> command = new ArrayList<>(List.of("bench", "--line", "--without", "keys,parts",
        "--sets", list(plan.sets().stream().map(Parameters::id)), "--engines", list(plan.engines().stream()),
        "--batches", list(plan.batches().stream()), "--threads", list(plan.threads().stream()),
        "--seconds", Long.toString(plan.budget().toSeconds()), "--kernel", kernel.name()));
    if (plugins != null) {
      command.addAll(List.of("--plugins", plugins.toAbsolutePath().toString()));
    }
    plan.rounds().ifPresent(count -> command.addAll(List.of("--rounds", Integer.toString(count))));
    return command;
  }

  private static String list(Stream<?> values) {
    return values.map(String::valueOf).collect(Collectors.joining(","));
  }

  private BenchPlan plan() {
    boolean many = !starts.wanted();
    List<String> ids = sets != null ? sets : many ? SETS : SETS.subList(0, 1);
    List<Integer> sizes = batches != null ? batches
        : many ? List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64) : List.of(16, 1);
    List<ThreadCount> counts = threads != null ? threads
        : many ? List.of(new ThreadCount(1), ThreadCount.all()) : List.of(new ThreadCount(1));
    return new BenchPlan(ids.stream().flatMap(BenchCommand::parameters).toList(), engines, sizes,
        counts.stream().map(ThreadCount::count).distinct().toList(),
        rounds == null ? OptionalInt.empty() : OptionalInt.of(rounds),
        Duration.ofSeconds(seconds != null ? seconds : many ? SECONDS : SECONDS_OF_A_START), without);
  }

  private static Stream<Parameters> parameters(String id) {
    if (id.equals(ALL)) {
      return ParameterCatalogue.bootstrapped().stream();
    }
    return Stream.of(ParameterCatalogue.byId(id).orElseThrow(() -> new IllegalArgumentException(
        "there is no parameter set '" + id + "'; there are " + ParameterCatalogue.bootstrapped().stream()
            .map(Parameters::id).collect(Collectors.joining(", ")))));
  }

  /** Draws a chart. */
  private interface Chart {
    Path write() throws IOException;
  }

  /** The numbers are worth having without the picture. */
  private void chart(Chart chart) {
    try {
      terminal.fact("Chart", chart.write().toString());
    } catch (IOException e) {
      terminal.fact("Chart", "none: " + e.getMessage());
    }
  }
}
