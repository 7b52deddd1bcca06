package dev.nightjar.compiler;

import dev.nightjar.api.model.CompiledModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All strategies that may apply to a model side by side, and the one that was taken. Immutable.
 *
 * @param candidates the strategies, the fastest first, those that are not possible last
 * @param chosen index of the one that was taken
 * @param reason why it was taken
 * @param costs where the times come from
 */
public record Plan(List<Candidate> candidates, int chosen, String reason, String costs) {
  /** Names of notes begin so. */
  static final String NOTE = "strategy";
  private static final String ROW = "%-20s %8s %8s %8s %8s %6s %5s %-8s %s";
  private static final double MILLIS = 1e3;
  private static final double MANY = 100;
  private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB");
  private static final double KIB = 1024;

  /** Checks that what was taken is possible. */
  public Plan {
    candidates = List.copyOf(candidates);
    if (candidates.get(chosen).compiled().isEmpty()) {
      throw new IllegalArgumentException("a plan takes a strategy that is possible");
    }
  }

  /** The strategy that was taken. */
  public Candidate taken() {
    return candidates.get(chosen);
  }

  /** The model that was taken, with this table among its notes. */
  public CompiledModel compiled() {
    CompiledModel model = taken().compiled().orElseThrow();
    List<Map.Entry<String, String>> notes = new ArrayList<>(model.notes());
    notes.addAll(notes());
    return model.withNotes(notes);
  }

  /** The table, a fact a line: first what was taken and why, then heads, then a row for each strategy. */
  public List<Map.Entry<String, String>> notes() {
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    notes.add(Map.entry(NOTE, taken().strategy() + ": " + reason));
    notes.add(Map.entry("strategies", String.format(Locale.ROOT, ROW, "", "server", "key", "query", "answer", "wrong",
        "agree", "claim", "reveals")));
    for (int i = 0; i < candidates.size(); i++) {
      notes.add(Map.entry(NOTE + " " + (i + 1), row(candidates.get(i))));
    }
    notes.add(Map.entry("server times", origin()));
    return notes;
  }

  private String origin() {
    List<Candidate> compiled = candidates.stream().filter(c -> c.compiled().isPresent()).toList();
    return compiled.stream().allMatch(Candidate::estimated)
        ? "estimates, since there was nothing to choose; --plan all measures on this machine"
        : compiled.stream().anyMatch(Candidate::estimated)
            ? costs + "; those with ~ are estimates, too long to be worth measuring" : costs;
  }

  private static String row(Candidate c) {
    return c.compiled().isEmpty() ? String.format(Locale.ROOT, "%-21s no: %s", c.strategy(), c.refusal())
        : String.format(Locale.ROOT, ROW, c.strategy(), (c.estimated() ? "~" : "") + time(c.millis()),
            bytes(c.keyBytes()), bytes(c.queryBytes()),
            bytes(c.answerBytes()), String.format(Locale.ROOT, "2^%.0f", c.failureLog2()),
            String.format(Locale.ROOT, "%.3f", c.agreement()), c.claim(), c.reveals());
  }

  private static String time(double millis) {
    return Double.isNaN(millis) ? "unknown"
        : millis >= MILLIS ? short3(millis / MILLIS) + " s" : short3(millis) + " ms";
  }

  /** Three digits, or more before the point. */
  private static String short3(double value) {
    return String.format(Locale.ROOT, value >= MANY ? "%.0f" : value >= MANY / 10 ? "%.1f" : "%.2f", value);
  }

  private static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= KIB && unit < UNITS.size() - 1) {
      value /= KIB;
      unit++;
    }
    return bytes == 0 ? "none" : unit == 0 ? bytes + " " + UNITS.get(0) : short3(value) + " " + UNITS.get(unit);
  }
}
