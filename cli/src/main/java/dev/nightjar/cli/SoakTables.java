package dev.nightjar.cli;

import dev.nightjar.bench.load.Gauge;
import dev.nightjar.bench.load.SoakReport;
import dev.nightjar.bench.load.Trend;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import java.util.List;
import java.util.Locale;

/** What {@code soak} found, as tables. */
final class SoakTables {
  private static final List<String> GAUGES = List.of("", "at half time", "at the end", "growth", "bound", "verdict");
  private static final double MIB = 1 << 20;

  private final SoakReport report;

  SoakTables(SoakReport report) {
    this.report = report;
  }

  private List<String[]> gauges() {
    return report.trends().stream().map(trend -> new String[] {trend.gauge().text(), value(trend, trend.first()),
        value(trend, trend.last()), value(trend, trend.growth()), value(trend, trend.bound()),
        trend.flat() ? "flat" : "GROWS"}).toList();
  }

  private static String value(Trend trend, double value) {
    return trend.gauge() == Gauge.THREADS || trend.gauge() == Gauge.DESCRIPTORS
        ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%.2f MiB", value / MIB);
  }

  private String sum() {
    return String.format(Locale.ROOT, "%.1f minutes at %.1f operations a second (capacity of the mix: %.1f): %,d"
        + " operations; refused for want of room or time: %s; unexpected or without an answer: %d; answers decrypted:"
        + " %d, wrong: %d", report.minutes(), report.perSecond(), report.capacity(), report.operations(),
        report.refusals().isEmpty() ? "none" : report.refusals(), report.figures().stream()
            .mapToLong(figures -> figures.unexpectedCount() + figures.lostCount()).sum(),
        report.checked().answers(), report.checked().wrong());
  }

  void print(Terminal terminal) {
    terminal.heading("What was done");
    terminal.line(sum());
    report.done().forEach((name, count) -> terminal.fact(name, String.format(Locale.ROOT, "%,d", count)));
    terminal.heading("The server over the second half");
    Table gauges = new Table(GAUGES.toArray(String[]::new));
    gauges().forEach(gauges::row);
    terminal.table(gauges);
    List<String> faults = report.faults();
    faults.forEach(fault -> terminal.fact("FAULT", fault));
    terminal.fact("Verdict", faults.isEmpty() ? "it stays as it is" : "it does not stand this");
  }

  /** The same in Markdown, with the machine above it. */
  String markdown() {
    return String.format(Locale.ROOT, "%s, %d processors for server and client together, JDK %s, %s.%n%s. Growth is"
        + " that of a straight line through the readings of the second half.%n%n", report.machine().cpu(),
        report.machine().processors(), Runtime.version(), report.began(), sum())
        + LoadTables.table(GAUGES, gauges())
        + "\n" + LoadTables.table(List.of("operation", "done as it should be"), report.done().entrySet().stream()
            .map(done -> new String[] {done.getKey(), String.format(Locale.ROOT, "%,d", done.getValue())}).toList())
        + (report.faults().isEmpty() ? "" : "\n**Faults:** " + String.join("; ", report.faults()) + ".\n");
  }
}
