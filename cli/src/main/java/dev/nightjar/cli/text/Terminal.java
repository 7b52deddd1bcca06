package dev.nightjar.cli.text;

import dev.nightjar.api.PrintableText;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Where a command writes, and the only place where it does: results to {@code out}, progress to {@code err}. Everything
 * passes {@link PrintableText}, since names, labels, notes and error messages may be another's. Our own words are ASCII
 * and at most {@value #WIDTH} columns wide, so that they look the same in every terminal and log.
 */
public final class Terminal {
  /** Columns that output is laid out for. */
  public static final int WIDTH = 100;

  /** Takes back the line before, where only an escape sequence can. */
  private static final String UP_AND_ERASE = "\033[1A\033[2K\r";

  private static final int LABEL = 20;
  private static final long MIB = 1 << 20;

  private final PrintWriter out;
  private final PrintWriter err;
  private final PrintStream bars;
  private final Supplier<Optional<BufferedReader>> answers;
  private Optional<BufferedReader> reader;

  /**
   * A terminal.
   *
   * @param bars where bars are drawn with carriage returns; null where nobody watches and plain lines
   *     will do
   */
  public Terminal(PrintWriter out, PrintWriter err, PrintStream bars) {
    this(out, err, bars, Optional::empty);
  }

  /**
   * A terminal where questions may be answered.
   *
   * @param answers where the lines of answers come from, asked for with the first question
   */
  public Terminal(PrintWriter out, PrintWriter err, PrintStream bars, Supplier<Optional<BufferedReader>> answers) {
    this.out = new PrintWriter(new PrintableWriter(Objects.requireNonNull(out, "out")), true);
    this.err = new PrintWriter(new PrintableWriter(Objects.requireNonNull(err, "err")), true);
    this.bars = bars;
    this.answers = Objects.requireNonNull(answers, "answers");
  }

  /**
   * The terminal of this process.
   *
   * @param watched whether somebody sees standard error as it is written
   */
  public static Terminal ofProcess(boolean watched) {
    return new Terminal(new PrintWriter(System.out, true), new PrintWriter(System.err, true),
        watched ? System.err : null, watched ? Terminal::console : Optional::empty);
  }

  private static Optional<BufferedReader> console() {
    return Optional.ofNullable(System.console()).map(console -> new BufferedReader(console.reader()));
  }

  /** Erases the line above the cursor, where somebody watches. */
  public void eraseLineAbove() {
    if (bars != null) {
      bars.print(UP_AND_ERASE);
    }
  }

  /** Results go here, for a library that writes them; printable text, whatever is written. */
  public PrintWriter out() {
    return out;
  }

  /** Errors and remarks go here, as above. */
  public PrintWriter err() {
    return err;
  }

  /** Prints a line. */
  public void line(String text) {
    out.println(PrintableText.of(text));
    out.flush();
  }

  /** Prints a line beside the results: what is being done. */
  public void remark(String text) {
    err.println(PrintableText.of(text));
    err.flush();
  }

  /**
   * Asks a question beside the results. Only {@code y} and {@code yes} are a yes, and it is no where nobody can answer.
   */
  public boolean confirms(String question) {
    if (reader == null) {
      // One reader for all questions: it may have read ahead.
      reader = answers.get();
    }
    if (reader.isEmpty()) {
      return false;
    }
    err.print(PrintableText.of(question) + " [y/N] ");
    err.flush();
    try {
      String answer = String.valueOf(reader.get().readLine()).strip();
      return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    } catch (IOException e) {
      throw new UncheckedIOException("the answer could not be read", e);
    }
  }

  /** Prints a formatted line; numbers look the same in every locale. */
  public void line(String format, Object... values) {
    line(String.format(Locale.ROOT, format, values));
  }

  /**
   * Asks for something that must not be seen as it is typed; the caller wipes it.
   *
   * @param prompt words of our own
   * @return empty when this process has no terminal
   */
  public Optional<char[]> secret(String prompt) {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    char[] typed = console.readPassword("%s", prompt);
    return Optional.of(typed == null ? new char[0] : typed);
  }

  /** Prints an empty line and a heading, underlined. */
  public void heading(String text) {
    line("");
    String printable = PrintableText.of(text);
    line(printable);
    line("=".repeat(printable.length()));
  }

  /** Prints a name and a value, values below one another; a long value is wrapped at spaces. */
  public void fact(String name, String value) {
    String label = name;
    String rest = PrintableText.of(value);
    int room = WIDTH - LABEL - 1;
    while (rest.length() > room) {
      int cut = rest.lastIndexOf(' ', room);
      if (cut <= 0) {
        break;
      }
      line("%s%s", pad(label), rest.substring(0, cut));
      rest = rest.substring(cut + 1);
      label = "";
    }
    line("%s%s", pad(label), rest);
  }

  private static String pad(String label) {
    return String.format("%-" + LABEL + "s ", PrintableText.of(label));
  }

  /** Prints a table. */
  public void table(Table table) {
    table.lines().forEach(this::line);
  }

  /** Shows how a number of bytes comes along. */
  public Progress bytes(String task) {
    return bars == null ? new PlainProgress(task, Units::bytes) : bar(task, " MiB", MIB);
  }

  /** Shows how a number of things comes along. */
  public Progress count(String task, String noun) {
    return bars == null ? new PlainProgress(task, n -> Units.count(n, noun)) : bar(task, " " + noun + "s", 1);
  }

  private Progress bar(String task, String unit, long unitSize) {
    ProgressBar bar = new ProgressBarBuilder()
        .setTaskName(pad(task).stripTrailing())
        .setUnit(unit, unitSize)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .setConsumer(new ConsoleProgressBarConsumer(bars, WIDTH - 1))
        .build();
    return new Progress() {
      @Override
      public void at(long done, long total) {
        bar.maxHint(total);
        bar.stepTo(done);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  /** One line when it ends: logs do not want more. */
  private final class PlainProgress implements Progress {
    private final String task;
    private final LongFunction<String> unit;
    private final long started = System.nanoTime();
    private long reached;
    private long goal;

    PlainProgress(String task, LongFunction<String> unit) {
      this.task = task;
      this.unit = unit;
    }

    @Override
    public void at(long done, long total) {
      reached = done;
      goal = total;
    }

    @Override
    public void close() {
      fact(task, (reached < goal ? unit.apply(reached) + " of " : "") + unit.apply(goal) + " in "
          + Units.seconds((System.nanoTime() - started) / 1e9));
    }
  }
}
