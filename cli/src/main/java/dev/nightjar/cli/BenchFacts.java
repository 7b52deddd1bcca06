package dev.nightjar.cli;

import dev.nightjar.bench.Machine;
import dev.nightjar.bench.OtherLoad;
import dev.nightjar.bench.Spread;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import java.util.Locale;

/** What the reports of all benches say alike: where, beside what, and how numbers are written. */
final class BenchFacts {
  private final Terminal terminal;

  BenchFacts(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The machine, without its JVM. */
  void machine(Machine machine) {
    terminal.fact("machine", machine.cpu() + ", " + Units.count(machine.processors(), "processor") + ", "
        + Units.bytes(machine.memoryBytes()) + " memory");
    if (!machine.caches().isEmpty()) {
      terminal.fact("", "caches of a core: " + String.join(", ", machine.caches()));
    }
    terminal.fact("", machine.system());
  }

  /** A JVM, under a name. */
  void jvm(String name, Machine machine) {
    terminal.fact(name, machine.jdk() + ", " + String.join(" and ", machine.collectors()));
    if (!machine.jvmFlags().isEmpty()) {
      terminal.fact("", String.join(" ", machine.jvmFlags()));
    }
  }

  /** What else happened. */
  void noise(OtherLoad noise) {
    terminal.fact("load average", orUnknown("%.2f", noise.loadBefore()) + " before, "
        + orUnknown("%.2f", noise.loadAfter()) + " after (the bench itself included)");
    terminal.fact("meanwhile", orUnknown("%.1f %%", noise.othersPercent()) + " of the processors for other "
        + "processes, " + orUnknown("%.1f %%", noise.stolenPercent()) + " for other machines (steal)");
  }

  private static String orUnknown(String format, Double value) {
    return value == null ? "unknown" : String.format(Locale.ROOT, format, value);
  }

  /** The middle half of a spread. */
  static String quartiles(Spread spread) {
    return number(spread.lowerQuartile()) + " .. " + number(spread.upperQuartile());
  }

  /** Three digits or so. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
  }
}
