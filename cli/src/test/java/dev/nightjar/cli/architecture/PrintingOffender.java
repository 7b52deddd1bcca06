package dev.nightjar.cli.architecture;

import java.io.PrintWriter;

/** Prints past the terminal, in a package of the command line, so that a test can see the rule bite. */
@SuppressWarnings("unused")
final class PrintingOffender {
  private PrintingOffender() {
  }

  static void print(PrintWriter out, String label) {
    out.println(label);
    System.err.print(label);
  }
}
