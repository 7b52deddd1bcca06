package dev.nightjar.cli;

import static dev.nightjar.cli.BenchFacts.number;
import static dev.nightjar.cli.BenchFacts.quartiles;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bench.LevelledTimes;
import dev.nightjar.bench.Machine;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The option for levelled evaluation, and its tables. */
final class BenchLevelled {
  private static final int SECONDS = 60;

  @Option(names = "--levelled",
      description = "Measure what slots and external products of levelled sets cost, part by part, on one thread.")
  private boolean wanted;

  /** Whether this is what is wanted. */
  boolean wanted() {
    return wanted;
  }

  /**
   * Measures and prints.
   *
   * @param sets names; null for all levelled sets of the catalogue
   * @param seconds for everything; null for the default
   * @throws IllegalArgumentException when a set is unknown or not levelled
   */
  int run(Terminal terminal, List<String> sets, Integer seconds, BenchEngines.Kernel kernel) {
    List<Parameters> chosen = sets == null
        ? ParameterCatalogue.all().stream().filter(set -> set.levelled().isPresent()).toList()
        : sets.stream().map(BenchLevelled::set).toList();
    long nanos = TimeUnit.SECONDS.toNanos(seconds == null ? SECONDS : seconds) / chosen.size();
    Machine machine = Machine.here();
    BenchFacts facts = new BenchFacts(terminal);
    terminal.heading("Where and how");
    facts.machine(machine);
    facts.jvm("JDK", machine);
    for (Parameters set : chosen) {
      terminal.remark(set.id());
      LevelledTimes times = LevelledTimes.measure(set, Optional.of(kernel.name().toLowerCase(Locale.ROOT)), nanos);
      terminal.heading(set.id());
      terminal.fact("parameters", set.canonical());
      terminal.fact("kernel", times.kernel() + ", one thread");
      terminal.line("");
      Table table = new Table("part", "median, us", "min", "quartiles");
      for (LevelledTimes.Time time : times.parts()) {
        table.row(time.name(), number(time.micros().median()), number(time.micros().min()),
            quartiles(time.micros()));
      }
      terminal.table(table);
      terminal.line("a slot of a full query: %s us, without the body's rows and memory",
          number(times.slotMicros()));
    }
    return 0;
  }

  private static Parameters set(String id) {
    return ParameterCatalogue.byId(id).filter(set -> set.levelled().isPresent()).orElseThrow(
        () -> new IllegalArgumentException("there is no levelled parameter set '" + id + "'"));
  }
}
