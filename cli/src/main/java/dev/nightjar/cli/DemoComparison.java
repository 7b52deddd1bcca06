package dev.nightjar.cli;

import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bench.Machine;
import dev.nightjar.cli.play.Report;
import dev.nightjar.cli.text.Table;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The closing tables of the demo: each model, and what was published of one like it. Not thread-safe. */
final class DemoComparison {
  /** Where the README has it. */
  static final MarkedSection SECTION = new MarkedSection("demo --table README.md");

  private static final List<String> COSTS = List.of("model", "strategy", "round trip", "server", "key", "query",
      "answer", "wrong");
  private static final List<String> QUALITY = List.of("model", "accuracy", "exact", "published", "accuracy there");

  /** One model, what was compiled, and what came of it. */
  private record Entry(DemoModel model, CompiledModel compiled, Report report) {
    private String[] costs() {
      return new String[] {model.name(), compiled.strategy(), Units.seconds(report.medianSeconds()), server(), key(),
          Units.bytes(report.queryBytes()), Units.bytes(report.answerBytes()), wrong()};
    }

    private String wrong() {
      return Units.probability(compiled.failure().failureLog2());
    }

    private String key() {
      return report.keyBytes() == 0 ? "none" : Units.bytes(report.keyBytes());
    }

    private String server() {
      return report.serverSeconds().length == 0 ? "" : Units.seconds(report.medianServerSeconds());
    }

    private String[] quality() {
      return new String[] {model.name(), Units.share(report.correct(), report.samples()), equal(),
          published(), model.published().accuracy()};
    }

    private String published() {
      return model.published().seconds() + ", " + model.published().source();
    }

    private String equal() {
      return report.samples() - report.differing().size() + " of " + report.samples()
          + (report.claim() == Claim.ANALOGUE ? " classes" : "");
    }

    /** A row of a table in Markdown. */
    private String markdown() {
      return "| " + String.join(" | ", model.title(), compiled.strategy(), "**" + server() + "** ("
          + Units.seconds(report.leastServerSeconds()) + ")", Units.seconds(report.medianSeconds()), key(),
          Units.bytes(report.queryBytes()) + ", " + Units.bytes(report.answerBytes()),
          Units.share(report.correct(), report.samples()), wrong(), equal(),
          published() + (model.published().accuracy().equals("-") ? "" : ", " + model.published().accuracy())) + " |";
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Adds a model. */
  void add(DemoModel model, CompiledModel compiled, Report report) {
    entries.add(new Entry(model, compiled, report));
  }

  /** Prints it. */
  void print(Terminal terminal) {
    terminal.heading("What it cost");
    Table costs = new Table(COSTS.toArray(String[]::new));
    entries.forEach(e -> costs.row(e.costs()));
    terminal.table(costs);
    terminal.heading("Beside what was published");
    Table quality = new Table(QUALITY.toArray(String[]::new));
    entries.forEach(e -> quality.row(e.quality()));
    terminal.table(quality);
    entries.stream().map(e -> e.model.published()).filter(there -> !there.more().isEmpty()).distinct()
        .forEach(there -> terminal.fact(there.source(), there.more()));
  }

  /** The machine and its JDK, in words. */
  static String machine() {
    return String.format(Locale.ROOT, "%s, JDK %s", Machine.here().summary(), Runtime.version());
  }

  /** The same as a table in Markdown, with the machine above it. */
  String markdown() {
    return machine() + ". Times are medians, that of the server with its minimum beside it.\n\n"
        + "| model | strategy | server | round trip | evaluation key | query, answer | accuracy | wrong result | "
        + "encrypted = clear | published |\n|---|---|---|---|---|---|---|---|---|---|\n"
        + entries.stream().map(Entry::markdown).collect(Collectors.joining("\n")) + "\n";
  }
}
