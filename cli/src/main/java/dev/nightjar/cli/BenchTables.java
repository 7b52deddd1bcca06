package dev.nightjar.cli;

import static dev.nightjar.cli.BenchFacts.number;
import static dev.nightjar.cli.BenchFacts.quartiles;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.nightjar.api.engine.EngineInfo;
import dev.nightjar.bench.BenchReport;
import dev.nightjar.bench.Measurement;
import dev.nightjar.bench.Part;
import dev.nightjar.bench.PartTime;
import dev.nightjar.bench.SetReport;
import dev.nightjar.bench.Spread;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A bench's report as text. */
final class BenchTables {
  /** More do not fit the width of a page. */
  private static final int ENGINES_WITH_QUARTILES = 2;

  private final Terminal terminal;

  BenchTables(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints everything. */
  void print(BenchReport report) {
    terminal.heading("Where and how");
    BenchFacts facts = new BenchFacts(terminal);
    facts.machine(report.machine());
    facts.jvm("JDK", report.machine());
    facts.noise(report.noise());
    terminal.fact("measured", report.began() + ", in " + Units.seconds(report.seconds()));
    terminal.fact("method", report.method());
    report.sets().forEach(this::set);
  }

  private void set(SetReport set) {
    terminal.heading(set.id());
    terminal.fact("parameters", set.parameters());
    for (SetReport.KeyGeneration keys : set.keyGeneration()) {
      terminal.fact("key generation", millis(keys.millis()) + ", "
          + Units.count(keys.threads(), "thread") + "; " + Units.bytes(set.seededKeyBytes()) + " to send");
    }
    for (SetReport.EngineReport engine : set.engines()) {
      EngineInfo info = engine.info();
      terminal.fact("engine " + engine.name(), info.kernel() + ", " + Units.count(info.threads(), "thread")
          + "; loads a key in " + millis(engine.loadMillis()) + " to "
          + Units.bytes(engine.loadedKeyBytes()));
      info.remarks().forEach(note -> terminal.fact("", note));
    }
    set.refusals().forEach(refusal -> terminal.fact("engine " + refusal.engine(), "left out, "
        + Units.count(refusal.threads(), "thread") + ": " + refusal.reason()));
    parts(set);
    if (set.bootstraps().isEmpty()) {
      return;
    }
    terminal.line("");
    terminal.line("KS + PBS, milliseconds per message; 'per call' is for the whole batch, 'heap' what a call"
        + " allocates");
    terminal.table(bootstraps(set));
    speedUps(set);
    if (set.wrong() > 0) {
      terminal.line("%s WRONG", Units.count(set.wrong(), "result"));
    }
  }

  private static String millis(Spread spread) {
    return Units.seconds(spread.median() / 1e3) + " (best " + Units.seconds(spread.min() / 1e3) + ")";
  }

  /** A row for each part, a column for each engine; an engine without that part has a dash. */
  private void parts(SetReport set) {
    if (set.parts().isEmpty()) {
      return;
    }
    List<String> engines = set.engines().stream().map(SetReport.EngineReport::name).distinct().toList();
    Table table = new Table(Stream.concat(Stream.of("part, on one thread", "for each"), engines.stream())
        .toArray(String[]::new));
    boolean room = engines.size() <= ENGINES_WITH_QUARTILES;
    for (Part part : Part.values()) {
      table.row(Stream.concat(Stream.of(part.title(), part.unit()), engines.stream().map(engine ->
          set.parts().stream().filter(time -> time.part() == part && time.engine().equals(engine)).findFirst()
              .map(time -> part(time, room)).orElse("-"))).toArray(String[]::new));
    }
    terminal.line("");
    terminal.line("Parts of a bootstrap: median" + (room ? ", in brackets the quartiles" : ""));
    terminal.table(table);
  }

  /** In a unit that suits the part: the same for all engines. */
  private static String part(PartTime time, boolean withQuartiles) {
    return switch (time.part()) {
      case FORWARD_TRANSFORM, INVERSE_TRANSFORM, GGSW_PRODUCT -> part(time.nanos(), "ns", withQuartiles);
      case STEP_SINGLE, STEP_LANES, STEP_HALF -> part(time.nanos().dividedBy(1e3), "us", withQuartiles);
      case KEYSWITCH_SINGLE, KEYSWITCH_BATCH -> part(time.nanos().dividedBy(1e6), "ms", withQuartiles);
    };
  }

  private static String part(Spread spread, String unit, boolean withQuartiles) {
    return number(spread.median()) + " " + unit + (withQuartiles ? " (" + quartiles(spread) + ")" : "");
  }

  private static Table bootstraps(SetReport set) {
    boolean compared = set.bootstraps().stream().anyMatch(m -> m.ratio() != null);
    String first = set.bootstraps().get(0).engine();
    String[] heads = {"threads", "batch", "engine", "median", "min", "quartiles", "per call", "calls",
        "heap", "x " + first};
    Table table = new Table(compared ? heads : Arrays.copyOf(heads, heads.length - 1));
    for (Measurement m : set.bootstraps()) {
      Spread message = m.messageMillis();
      String[] cells = {Integer.toString(m.threads()), Integer.toString(m.batch()), m.engine(),
          number(message.median()), number(message.min()), quartiles(message),
          number(m.callMillis().median()), Integer.toString(m.callMillis().samples()),
          m.allocatedBytes() == null ? "-" : Units.bytes(m.allocatedBytes()),
          m.ratio() == null ? "" : number(m.ratio().median()) + " (" + quartiles(m.ratio()) + ")"};
      table.row(compared ? cells : Arrays.copyOf(cells, cells.length - 1));
    }
    return table;
  }

  /** What more threads bring: medians against those of the same engine with the fewest threads. */
  private void speedUps(SetReport set) {
    int fewest = set.bootstraps().stream().mapToInt(Measurement::threads).min().orElseThrow();
    Map<String, Map<Integer, List<Measurement>>> more = set.bootstraps().stream()
        .filter(m -> m.threads() > fewest)
        .collect(groupingBy(Measurement::engine, LinkedHashMap::new, groupingBy(Measurement::threads)));
    more.forEach((engine, byThreads) -> byThreads.forEach((threads, measurements) ->
        terminal.fact(engine + ", speed-up", measurements.stream().map(m -> speedUp(set, m, fewest))
            .collect(joining(", ", "of " + threads + " threads against " + fewest + ": ", "")))));
  }

  private static String speedUp(SetReport set, Measurement m, int fewest) {
    Measurement base = set.bootstraps().stream().filter(b -> b.threads() == fewest && b.batch() == m.batch()
        && b.engine().equals(m.engine())).findFirst().orElseThrow();
    return String.format(Locale.ROOT, "%.2f at batch %d",
        base.callMillis().median() / m.callMillis().median(), m.batch());
  }
}
