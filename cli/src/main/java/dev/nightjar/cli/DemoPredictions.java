package dev.nightjar.cli;

import dev.nightjar.cli.play.Report;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was predicted of the server's times beside what it took. Not thread-safe. */
final class DemoPredictions {
  /** Where the page on performance has it. */
  static final MarkedSection SECTION = new MarkedSection("demo --predicted --table docs/performance.md");

  private static final double MILLIS = 1e3;
  private static final List<String> HEADS = List.of("model", "strategy", "predicted", "median", "minimum",
      "median share", "minimum share");

  /** One model; times in seconds, a prediction that there is none of as NaN. */
  private record Entry(String model, String strategy, double predicted, double median, double least) {
    String[] row() {
      return new String[] {model, strategy, Double.isNaN(predicted) ? "unknown" : Units.seconds(predicted),
          Units.seconds(median), Units.seconds(least), share(median), share(least)};
    }

    /** A time over what was predicted. */
    private String share(double seconds) {
      return predicted > 0 && seconds > 0 ? String.format(Locale.ROOT, "%.2f", seconds / predicted) : "-";
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Adds a model. */
  void add(String model, String strategy, double predictedMillis, Report report) {
    entries.add(new Entry(model, strategy, predictedMillis / MILLIS, report.medianServerSeconds(),
        report.leastServerSeconds()));
  }

  /** Prints it: shares are of what was predicted. */
  void print(Terminal terminal) {
    terminal.heading("Predicted, and what the server took");
    Table table = new Table(HEADS.toArray(String[]::new));
    entries.forEach(entry -> table.row(entry.row()));
    terminal.table(table);
  }

  /** The same as a table in Markdown, with the machine above it. */
  String markdown() {
    return DemoComparison.machine() + ". The server's times for one inference; shares are of what was predicted.\n\n"
        + LoadTables.table(HEADS, entries.stream().map(Entry::row).toList());
  }
}
