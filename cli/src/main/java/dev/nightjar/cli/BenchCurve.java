package dev.nightjar.cli;

import static dev.nightjar.cli.BenchFacts.number;

import dev.nightjar.bench.BenchReport;
import dev.nightjar.bench.Measurement;
import dev.nightjar.bench.PeakMemory;
import dev.nightjar.bench.SetReport;
import dev.nightjar.cli.text.Units;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Time of a message by the size of its batch, in Markdown: the most threads that were measured, sizes in columns. */
final class BenchCurve {
  private static final int COLUMNS = 4;

  private final BenchReport report;
  private final PeakMemory peak;

  BenchCurve(BenchReport report, PeakMemory peak) {
    this.report = report;
    this.peak = peak;
  }

  /** The machine and a table for each parameter set and engine. */
  String markdown() {
    Double others = report.noise().othersPercent();
    StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "%s, %s, JDK %s, %s; %s. Peak memory of the"
        + " process: %s.%n", report.machine().cpu(), Units.count(report.machine().processors(), "processor"),
        report.machine().jdk().split("[+ ]")[0], report.began().substring(0, 10), others == null
            ? "what other processes took is unknown"
            : String.format(Locale.ROOT, "other processes took %.1f %% of the processors meanwhile", others), peak));
    for (SetReport set : report.sets()) {
      set.bootstraps().stream().map(Measurement::engine).distinct().forEach(engine -> curve(set, engine, out));
    }
    return out.toString();
  }

  private static void curve(SetReport set, String engine, StringBuilder out) {
    int threads = Collections.max(new TreeSet<>(set.bootstraps().stream().map(Measurement::threads).toList()));
    List<Measurement> curve = set.bootstraps().stream()
        .filter(m -> m.engine().equals(engine) && m.threads() == threads).toList();
    long allocated = curve.stream().filter(m -> m.allocatedBytes() != null).mapToLong(Measurement::allocatedBytes).max()
        .orElse(0);
    out.append(String.format(Locale.ROOT, "%n%s, engine `%s`, %s; a loaded key takes %s, a call allocates at most"
        + " %s. Milliseconds per message, median (minimum), by the messages of a call:%n%n", set.id(), engine,
        Units.count(threads, "thread"), Units.bytes(loadedKeyBytes(set, engine)), Units.bytes(allocated)));
    int columns = Math.min(COLUMNS, curve.size());
    int rows = (curve.size() + columns - 1) / columns;
    List<String[]> cells = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int first = row;
      cells.add(IntStream.range(0, columns).map(column -> first + column * rows).boxed()
          .flatMap(at -> at < curve.size() ? cells(curve.get(at)).stream() : List.of("", "").stream())
          .toArray(String[]::new));
    }
    List<String> heads = IntStream.range(0, columns).boxed().flatMap(column -> List.of("batch", "ms").stream())
        .collect(Collectors.toList());
    out.append(LoadTables.table(heads, cells));
  }

  private static List<String> cells(Measurement m) {
    return List.of(Integer.toString(m.batch()),
        number(m.messageMillis().median()) + " (" + number(m.messageMillis().min()) + ")");
  }

  private static long loadedKeyBytes(SetReport set, String engine) {
    return set.engines().stream().filter(e -> e.name().equals(engine)).mapToLong(SetReport.EngineReport::loadedKeyBytes)
        .max().orElse(0);
  }
}
