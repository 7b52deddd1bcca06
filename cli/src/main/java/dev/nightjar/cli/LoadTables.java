package dev.nightjar.cli;

import dev.nightjar.bench.Machine;
import dev.nightjar.bench.load.Figures;
import dev.nightjar.bench.load.Latency;
import dev.nightjar.bench.load.LoadReport;
import dev.nightjar.bench.load.LoadReport.OfModel;
import dev.nightjar.bench.load.LoadReport.Rate;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code load} found, as tables. */
final class LoadTables {
  private static final List<String> RATES = List.of("model", "load", "due/s", "done/s", "p50 ms", "p99 ms", "p99.9 ms",
      "refused", "CPU ms: server", "client");
  private static final List<String> LIMITS = List.of("model", "crowd: done/s", "refused/s", "429 after ms: p50", "p99",
      "max", "alone p50 ms", "p99", "beside 50: p50 ms", "p99", "answered", "the 50: done/s");

  private static final int HUNDRED = 100;
  private static final int THOUSAND = 1000;

  private final LoadReport report;

  LoadTables(LoadReport report) {
    this.report = report;
  }

  private List<String[]> rates() {
    List<String[]> rows = new ArrayList<>();
    for (OfModel model : report.models()) {
      for (Rate rate : ratesOf(model)) {
        Figures f = rate.figures();
        rows.add(new String[] {model.name(), String.format(Locale.ROOT, "%.0f %%", 100 * rate.share()),
            number(rate.perSecond()), number(f.donePerSecond()), millis(f.done(), f.done().p50()),
            tail(f.done(), f.done().p99(), HUNDRED), tail(f.done(), f.done().p999(), THOUSAND),
            percent(f.refusedShare()),
            number(rate.serverCpuMillis()), number(rate.clientCpuMillis())});
      }
    }
    return rows;
  }

  private static List<Rate> ratesOf(OfModel model) {
    List<Rate> all = new ArrayList<>(model.rates());
    all.add(model.overload());
    return all;
  }

  private List<String[]> limits() {
    List<String[]> rows = new ArrayList<>();
    for (OfModel model : report.models()) {
      Latency refused = model.crowd().refused();
      List<String> row = new ArrayList<>(List.of(model.name(), number(model.crowd().donePerSecond()),
          number(refused.count() / model.crowd().seconds()), millis(refused, refused.p50()),
          tail(refused, refused.p99(), HUNDRED), millis(refused, refused.max())));
      LoadReport.Fairness fairness = model.fairness();
      if (fairness == null) {
        row.addAll(List.of("-", "-", "-", "-", "-", "-"));
      } else {
        Latency alone = fairness.alone().done();
        Latency beside = fairness.beside().done();
        row.addAll(List.of(millis(alone, alone.p50()), tail(alone, alone.p99(), HUNDRED),
            millis(beside, beside.p50()), tail(beside, beside.p99(), HUNDRED),
            beside.count() + " of " + fairness.beside().all(), number(fairness.greedy().donePerSecond())));
      }
      rows.add(row.toArray(String[]::new));
    }
    return rows;
  }

  void print(Terminal terminal) {
    terminal.heading("Answers");
    Table rates = new Table(RATES.toArray(String[]::new));
    rates().forEach(rates::row);
    terminal.table(rates);
    terminal.heading("A crowd of " + report.plan().crowd() + " connections, and one caller beside a greedy one");
    Table limits = new Table(LIMITS.toArray(String[]::new));
    limits().forEach(limits::row);
    terminal.table(limits);
    for (OfModel model : report.models()) {
      terminal.fact(model.name(), String.format(Locale.ROOT, "%s; capacity %s a second, with %d connections; %d answers"
          + " decrypted, %d wrong", model.label(), number(model.capacity().perSecond()),
          model.capacity().connections(), model.checked().answers(), model.checked().wrong()));
      Stream.concat(ratesOf(model).stream().map(Rate::figures), Stream.of(model.crowd()))
          .filter(f -> f.lostCount() + f.unexpectedCount() > 0).forEach(f ->
              terminal.fact("NOT GOOD", model.name() + ": lost " + f.lost() + ", unexpected " + f.unexpected()));
    }
  }

  /** The same in Markdown, with the machine above it. */
  String markdown() {
    Machine machine = report.machine();
    return String.format(Locale.ROOT, "%s, %d processors for server and client together, JDK %s, %s; steps of %s s,"
        + " %d connections at most, %d in the crowd, %d callers in turn. %d answers were decrypted and compared with"
        + " the model in the clear; %d were wrong.%n%n", machine.cpu(), machine.processors(), Runtime.version(),
        report.began(),
        number(report.plan().seconds()), report.plan().connections(), report.plan().crowd(),
        report.models().get(0).callers(),
        report.models().stream().mapToLong(model -> model.checked().answers()).sum(),
        report.models().stream().mapToLong(model -> model.checked().wrong()).sum())
        + table(RATES, rates()) + "\n" + table(LIMITS, limits());
  }

  /** A table in Markdown. */
  static String table(List<String> heads, List<String[]> rows) {
    return "| " + String.join(" | ", heads) + " |\n|" + "---|".repeat(heads.size()) + "\n"
        + rows.stream().map(row -> "| " + String.join(" | ", row) + " |\n").collect(Collectors.joining());
  }

  private static String millis(Latency latency, double millis) {
    return latency.count() == 0 ? "-" : number(millis);
  }

  /** What one of so many exceeds, where there were as many. */
  static String tail(Latency latency, double millis, int oneOf) {
    return latency.count() < oneOf ? "-" : number(millis);
  }

  private static String percent(double share) {
    return share == 0 ? "0" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Three digits. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
