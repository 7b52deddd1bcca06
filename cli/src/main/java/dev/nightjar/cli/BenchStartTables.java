package dev.nightjar.cli;

import static dev.nightjar.cli.BenchFacts.number;
import static dev.nightjar.cli.BenchFacts.quartiles;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.nightjar.bench.BenchReport;
import dev.nightjar.bench.Spread;
import dev.nightjar.bench.StartSpread;
import dev.nightjar.bench.StartValues;
import dev.nightjar.bench.StartsReport;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A report of many starts as text. */
final class BenchStartTables {
  private final Terminal terminal;

  BenchStartTables(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints everything. */
  void print(StartsReport report) {
    terminal.heading("Where and how");
    BenchFacts facts = new BenchFacts(terminal);
    facts.machine(report.machine());
    facts.noise(report.noise());
    terminal.fact("measured", report.began() + ", in " + Units.seconds(report.seconds()));
    terminal.fact("method", report.method());
    report.launches().forEach(launch -> launch(facts, launch));
    if (report.spreads().isEmpty()) {
      return;
    }
    String reference = report.launches().get(0).name();
    terminal.heading(report.spreads().get(0).set() + " in fresh JVMs");
    terminal.line("KS + PBS, milliseconds per message: how the medians of starts are distributed, and how the"
        + " best calls.");
    if (report.launches().size() > 1) {
      terminal.line("'x' is the median against that of %s; in brackets, quartiles within pairs of starts.",
          reference);
    }
    terminal.line("'slow' are starts above %.2f times the median of %s.", StartValues.SLOW, reference);
    report.spreads().stream()
        .collect(groupingBy(BenchStartTables::configuration, LinkedHashMap::new, toList()))
        .forEach((configuration, spreads) -> configuration(configuration, spreads, report));
  }

  private static String configuration(StartSpread spread) {
    return "batch " + spread.batch() + ", " + Units.count(spread.threads(), "thread") + ", engine "
        + spread.engine();
  }

  private void configuration(String name, List<StartSpread> spreads, StartsReport report) {
    terminal.line("");
    terminal.line(name);
    terminal.table(distributions(spreads));
    terminal.line("each start:");
    int starts = report.launches().get(0).starts().size();
    for (StartSpread spread : spreads) {
      terminal.fact(spread.launch(), "medians: " + each(spread.median(), starts));
      terminal.fact("", "best: " + each(spread.best(), starts));
    }
  }

  private static String each(StartValues values, int starts) {
    return IntStream.rangeClosed(1, starts).mapToObj(start -> values.startsMillis().get(start))
        .map(millis -> millis == null ? "failed" : number(millis)).collect(joining(" "));
  }

  private void launch(BenchFacts facts, StartsReport.Launch launch) {
    List<BenchReport> reports = launch.starts().stream().map(StartsReport.Start::report)
        .filter(Objects::nonNull).toList();
    if (!reports.isEmpty()) {
      facts.jvm(launch.name(), reports.get(0).machine());
      reports.get(0).sets().forEach(set -> set.engines().forEach(engine -> terminal.fact("", "engine "
          + engine.name() + ": " + engine.info().kernel())));
    }
    double seconds = launch.starts().stream().mapToDouble(StartsReport.Start::seconds).average()
        .orElseThrow();
    terminal.fact(reports.isEmpty() ? launch.name() : "",
        Units.count(launch.starts().size(), "start") + ", " + Units.seconds(seconds)
        + " each" + others(reports));
    for (StartsReport.Start start : launch.starts()) {
      if (start.report() == null) {
        terminal.fact("", "start " + start.number() + " failed: " + start.failure());
      } else {
        notes(start.report()).forEach(note -> terminal.fact("", "start " + start.number() + ": " + note));
      }
    }
  }

  /** Where one start is slower than the next, this may be why. */
  private static String others(List<BenchReport> reports) {
    String shares = reports.stream().map(report -> report.noise().othersPercent()).filter(Objects::nonNull)
        .map(share -> Long.toString(Math.round(share))).collect(joining(" "));
    return shares.isEmpty() ? "" : "; other processes took " + shares + " % of the processors";
  }

  private static List<String> notes(BenchReport report) {
    return report.sets().stream().flatMap(set -> set.engines().stream())
        .flatMap(engine -> engine.info().remarks().stream()).distinct().toList();
  }

  private static Table distributions(List<StartSpread> spreads) {
    Table table = new Table("of starts", "JDK", "starts", "min", "quartiles", "median", "max", "slow", "x");
    spreads.forEach(spread -> row(table, "medians", spread.launch(), spread.median()));
    spreads.forEach(spread -> row(table, "best", spread.launch(), spread.best()));
    return table;
  }

  private static void row(Table table, String kind, String launch, StartValues values) {
    Spread millis = values.messageMillis();
    table.row(kind, launch, Integer.toString(millis.samples()), number(millis.min()), quartiles(millis),
        number(millis.median()), number(millis.max()), Long.toString(values.slow()), ratio(values));
  }

  private static String ratio(StartValues values) {
    if (values.ratio() == null) {
      return "";
    }
    return number(values.ratio())
        + (values.pairedRatio() == null ? "" : " (" + quartiles(values.pairedRatio()) + ")");
  }
}
