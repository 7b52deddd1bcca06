package dev.nightjar.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), null);

  @Test
  void factsStandBelowOneAnotherAndLongOnesAreWrapped() {
    terminal.fact("short", "x");
    terminal.fact("long", "word ".repeat(40).strip());
    assertThat(out.toString().lines()).startsWith("short                x")
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Terminal.WIDTH))
        .allSatisfy(line -> assertThat(line.substring(20, 22)).matches(" [wx]"));
    assertThat(out.toString().split("word", -1)).hasSize(41);
  }

  @Test
  void aWordThatIsTooLongIsNotCut() {
    String path = "/x".repeat(80);
    terminal.fact("path", path);
    assertThat(out.toString()).contains(path);
  }

  @Test
  void nothingThatIsPrintedSteersTheTerminal() {
    String evil = "a\u001b[2J\u202e\nb";
    String shown = "a\\u001b[2J\\u202e\\u000ab";
    terminal.line(evil);
    terminal.line("%s!", evil);
    terminal.fact("name", evil);
    terminal.fact(evil, "value");
    terminal.heading(evil);
    terminal.table(new Table("head", evil).row(evil, "cell"));
    terminal.remark(evil);
    terminal.err().println("by a library: \u009b1m");
    assertThat(out.toString().lines()).containsExactly(shown, shown + "!", "name                 " + shown,
        shown + " value", "", shown, "=".repeat(shown.length()), "head" + " ".repeat(shown.length() - 2) + shown,
        "-".repeat(2 * shown.length() + 2), shown + "  cell");
    assertThat(err.toString().lines()).containsExactly(shown, "by a library: \\u009b1m");
  }

  @Test
  void progressThatNobodyWatchesIsOneLine() {
    try (Progress progress = terminal.bytes("Sending the key")) {
      progress.at(1 << 20, 2 << 20);
      progress.at(2 << 20, 2 << 20);
    }
    assertThat(out.toString()).matches("Sending the key {6}2\\.0 MiB in [\\d.]+ m?s\\R");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void progressThatBreaksOffSaysHowFarItCame() {
    try (Progress progress = terminal.count("Generating keys", "row")) {
      progress.at(10, 40);
    }
    assertThat(out.toString()).contains("10 rows of 40 rows in");
  }

  @Test
  void aWatchedBarIsDrawnInPlaceAndReachesItsEnd() {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    Terminal watched = new Terminal(new PrintWriter(out), new PrintWriter(err),
        new PrintStream(drawn, true, StandardCharsets.US_ASCII));
    try (Progress progress = watched.bytes("Sending the key")) {
      progress.at(2 << 20, 2 << 20);
    }
    assertThat(drawn.toString(StandardCharsets.US_ASCII)).contains("\rSending the key", "100%", "2/2 MiB");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    terminal.table(new Table("", "here", "there").row("time", "1.5 s", "2 s").row("a longer name", "1", ""));
    assertThat(out.toString().lines()).containsExactly(
        "               here   there",
        "---------------------------",
        "time           1.5 s  2 s",
        "a longer name  1");
  }

  @Test
  void aRowWithAnotherNumberOfCellsIsRefused() {
    Table table = new Table("a", "b");
    assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row has 2 cells, not 1");
  }
}
