package dev.nightjar.cli;

import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.cli.play.Report;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The closing table of the demo: each model beside the article's figures. Not thread-safe. */
final class DemoComparison {
  private static final String NOTHING = "";

  /** One model, what was compiled, and what came of it. */
  private record Entry(DemoModel model, CompiledModel compiled, Report report) {
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Adds a model. */
  void add(DemoModel model, CompiledModel compiled, Report report) {
    entries.add(new Entry(model, compiled, report));
  }

  /** Prints it. */
  void print(Terminal terminal) {
    terminal.heading("Beside the article");
    List<String> heads = new ArrayList<>(List.of(NOTHING));
    entries.forEach(e -> heads.addAll(List.of(e.model.name(), "the article's")));
    Table table = new Table(heads.toArray(String[]::new));
    row(table, "machine", e -> Units.count(Runtime.getRuntime().availableProcessors(), "processor"),
        e -> "8 vCPU");
    row(table, "median inference", e -> Units.seconds(e.report.medianSeconds()), e -> e.model.secondsThere());
    row(table, "  of it on the server", e -> e.report.serverSeconds().length == 0 ? NOTHING
        : Units.seconds(e.report.medianServerSeconds()), e -> NOTHING);
    row(table, "accuracy", e -> Units.share(e.report.correct(), e.report.samples()),
        e -> e.model.accuracyThere());
    row(table, "evaluation key", e -> e.report.keyBytes() == 0 ? "none" : Units.bytes(e.report.keyBytes()),
        e -> e.model.keyThere());
    row(table, "query", e -> Units.bytes(e.report.queryBytes()), e -> NOTHING);
    row(table, "answer", e -> Units.bytes(e.report.answerBytes()), e -> NOTHING);
    row(table, "bootstraps", e -> String.valueOf(e.compiled.circuit().bootstraps()), e -> NOTHING);
    row(table, "wrong inference", e -> Units.probability(e.compiled.failure().failureLog2()),
        e -> e.model.failureThere());
    row(table, "encrypted = clear", e -> e.report.samples() - e.report.differing().size() + " of "
        + e.report.samples(), e -> e.model.equalThere());
    terminal.table(table);
  }

  private void row(Table table, String label, Function<Entry, String> here, Function<Entry, String> there) {
    List<String> cells = new ArrayList<>(List.of(label));
    entries.forEach(e -> cells.addAll(List.of(here.apply(e), there.apply(e))));
    table.row(cells.toArray(String[]::new));
  }
}
