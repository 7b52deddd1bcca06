package dev.nightjar.cli;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bench.Bench;
import dev.nightjar.bench.BenchPlan;
import dev.nightjar.bench.BenchReport;
import dev.nightjar.bench.ReportFiles;
import dev.nightjar.bench.SetReport;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.runtime.engine.EngineRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code nightjar bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true,
    description = "Measure engines: keys, and keyswitch plus bootstrap (KS + PBS) by batch size and threads.",
    footer = {"", "Several engines take turns on the same keys. Every result is decrypted and checked.",
        "Exit code 0 when all results are right."})
final class BenchCommand implements Callable<Integer> {
  private static final String KERNEL = "nightjar.engine.kernel";
  private static final String ALL = "all";

  private final Terminal terminal;

  /** What the Java engine computes with. */
  enum Kernel { AUTO, VECTOR, PLAIN }

  /**
   * A number of threads.
   *
   * @param count at least 1
   */
  record ThreadCount(int count) {
    /** Reads the option. */
    static final class Converter implements ITypeConverter<ThreadCount> {
      @Override
      public ThreadCount convert(String text) {
        if (text.equals(ALL)) {
          return new ThreadCount(Runtime.getRuntime().availableProcessors());
        }
        if (text.matches("[1-9][0-9]{0,8}")) {
          return new ThreadCount(Integer.parseInt(text));
        }
        throw new TypeConversionException("'" + text + "' is neither a positive number nor 'all'");
      }
    }
  }

  @Option(names = "--sets", paramLabel = "ID", split = ",", defaultValue = "TFHE_RS_2_2_P128,NJ1_M4_P64",
      description = "Parameter sets of the catalogue, or 'all' (default: ${DEFAULT-VALUE}).")
  private List<String> sets;

  @Option(names = "--engines", paramLabel = "NAME", split = ",", defaultValue = "java",
      description = "Engines to compare with the first; 'doctor' lists them (default: ${DEFAULT-VALUE}).")
  private List<String> engines;

  @Option(names = "--batches", paramLabel = "N", split = ",", defaultValue = "1,2,4,8,16,32,64",
      description = "Ciphertexts per call (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(names = "--threads", paramLabel = "N", split = ",", defaultValue = "1,all",
      converter = ThreadCount.Converter.class,
      description = "Threads of each engine; 'all' is one for each processor (default: ${DEFAULT-VALUE}).")
  private List<ThreadCount> threads;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "60",
      description = "Time for everything (default: ${DEFAULT-VALUE}); more gives more samples.")
  private int seconds;

  @Option(names = "--rounds", paramLabel = "N",
      description = "Measure exactly so many rounds, however long they take.")
  private Integer rounds;

  @Option(names = "--kernel", paramLabel = "KERNEL", defaultValue = "auto",
      description = "Kernel of the Java engine: auto, vector or plain (default: ${DEFAULT-VALUE}).")
  private Kernel kernel;

  @Option(names = "--out", paramLabel = "FOLDER",
      description = "Where bench.json and the charts go (default: target/bench of the project).")
  private Path out;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    BenchPlan plan = plan();
    ReportFiles files = new ReportFiles(out != null ? out : Home.workFolder("bench"));
    EngineRegistry registry = EngineRegistry.discover();
    engines.forEach(registry::require);
    BenchReport report = new Bench((name, options) -> create(registry, name, options), terminal::remark)
        .run(plan);
    new BenchTables(terminal).print(report);
    terminal.line("");
    terminal.fact("All samples", files.writeJson(report).toString());
    for (SetReport set : report.sets()) {
      chart(files, set);
    }
    if (report.wrong() > 0) {
      throw new NightjarException(ErrorCode.INTERNAL, report.wrong()
          + " results were wrong: times mean nothing, and the engine must not be used on this machine");
    }
    return 0;
  }

  private BenchPlan plan() {
    return new BenchPlan(sets.stream().flatMap(BenchCommand::parameters).toList(), engines, batches,
        threads.stream().map(ThreadCount::count).distinct().toList(),
        rounds == null ? OptionalInt.empty() : OptionalInt.of(rounds), Duration.ofSeconds(seconds));
  }

  private static Stream<Parameters> parameters(String id) {
    if (id.equals(ALL)) {
      return ParameterCatalogue.all().stream();
    }
    return Stream.of(ParameterCatalogue.byId(id).orElseThrow(() -> new IllegalArgumentException(
        "there is no parameter set '" + id + "'; there are " + ParameterCatalogue.all().stream()
            .map(Parameters::id).collect(Collectors.joining(", ")))));
  }

  /** An engine that reads the choice of kernel while it is made. */
  private Engine create(EngineRegistry registry, String name, EngineOptions options) {
    if (kernel == Kernel.AUTO) {
      return registry.create(name, options);
    }
    String before = System.setProperty(KERNEL, kernel.name());
    try {
      return registry.create(name, options);
    } finally {
      if (before == null) {
        System.clearProperty(KERNEL);
      } else {
        System.setProperty(KERNEL, before);
      }
    }
  }

  /** The numbers are worth having without the picture. */
  private void chart(ReportFiles files, SetReport set) {
    try {
      terminal.fact("Chart", files.writeChart(set).toString());
    } catch (IOException e) {
      terminal.fact("Chart", "none: " + e.getMessage());
    }
  }
}
