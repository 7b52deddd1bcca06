package dev.nightjar.cli;

import dev.nightjar.cli.text.Terminal;
import java.io.PrintStream;
import java.io.PrintWriter;

/** Runs one command and ends with its exit code: 0 done, 1 failed, 2 misused. */
public final class Main {
  /** Set by the launcher when standard error is a terminal. */
  private static final String TERMINAL = "nightjar.terminal";
  private static final String UP_AND_ERASE = "\033[1A\033[2K\r";

  private Main() {
  }

  /** The entry point of the {@code nightjar} script. */
  public static void main(String[] args) {
    boolean terminal = Boolean.getBoolean(TERMINAL);
    if (terminal && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      // The JVM has just warned that it uses an incubator module; no option stops that.
      System.err.print(UP_AND_ERASE);
    }
    System.exit(run(args, System.out, System.err, terminal));
  }

  private static int run(String[] args, PrintStream out, PrintStream err, boolean terminal) {
    return NightjarCommand.commandLine(
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), terminal ? err : null))
        .execute(args);
  }
}
