package dev.nightjar.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say where figures go beside the terminal. */
final class ReportChoice {
  @Option(names = "--out", paramLabel = "FILE", description = "Write all numbers to this file, as JSON.")
  private Path out;

  @Option(names = "--table", paramLabel = "FILE",
      description = "Write the tables into this Markdown file, between the lines that are there for it.")
  private Path table;

  /** What writes all numbers to a file. */
  interface Numbers {
    /** Writes them. */
    void write(Path file) throws IOException;
  }

  /** Refuses a file for tables that has no place for them, before anything is measured. */
  void require(MarkedSection section) throws IOException {
    if (table != null) {
      section.require(table);
    }
  }

  /** Writes what is asked for. */
  void write(Numbers numbers, MarkedSection section, String markdown) throws IOException {
    if (out != null) {
      numbers.write(out);
    }
    if (table != null) {
      section.write(table, markdown);
    }
  }
}
