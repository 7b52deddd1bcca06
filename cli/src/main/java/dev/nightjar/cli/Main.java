package dev.nightjar.cli;

import dev.nightjar.cli.text.Terminal;

/** Runs one command and ends with its exit code: 0 done, 1 failed, 2 misused. */
public final class Main {
  /** Set by the launcher when standard error is a terminal. */
  private static final String TERMINAL = "nightjar.terminal";

  private Main() {
  }

  /** The entry point of the {@code nightjar} script. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess(Boolean.getBoolean(TERMINAL));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      // The JVM has just warned that it uses an incubator module; no option stops that.
      terminal.eraseLineAbove();
    }
    System.exit(NightjarCommand.commandLine(terminal).execute(args));
  }
}
