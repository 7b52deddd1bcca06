package dev.nightjar.bench;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that runs a bench and prints its report. */
final class ChildJvm {
  /** A JVM that refuses an option says so in the first of three lines. */
  private static final int LINES = 3;
  private static final int SAID = 300;

  private final JvmLaunch launch;

  ChildJvm(JvmLaunch launch) {
    this.launch = launch;
  }

  /** Why there is no report. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  /**
   * Runs a program and waits for its report.
   *
   * @throws Failure when it could not be started, took too long, ended badly or printed no report
   */
  BenchReport run(List<String> program, Duration limit) throws IOException, InterruptedException, Failure {
    Path out = Files.createTempFile("nightjar-start", ".out");
    Path err = Files.createTempFile("nightjar-start", ".err");
    try {
      Process process = start(program, out, err);
      try {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new Failure("not done after " + limit.toSeconds() + " s");
        }
      } finally {
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new Failure("exit code " + process.exitValue() + said(err));
      }
      return report(out, err);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private Process start(List<String> program, Path out, Path err) throws Failure {
    List<String> command = new ArrayList<>();
    command.add(launch.java().toString());
    command.addAll(launch.arguments());
    command.addAll(program);
    try {
      return new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    } catch (IOException e) {
      throw new Failure("cannot be started: " + e.getMessage());
    }
  }

  private static BenchReport report(Path out, Path err) throws IOException, Failure {
    List<String> reports = lines(out).stream().filter(line -> line.startsWith("{")).toList();
    if (reports.size() != 1) {
      throw new Failure("printed " + reports.size() + " reports where one was expected" + said(err));
    }
    try {
      return new Json().report(reports.get(0));
    } catch (IOException e) {
      throw new Failure("printed a report that cannot be read: "
          + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /** The last lines of what it complained of, without stack traces. */
  private static String said(Path err) throws IOException {
    List<String> lines = lines(err).stream().map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("at ")).toList();
    String last = String.join("; ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return last.isEmpty() ? "" : ": " + last.substring(0, Math.min(SAID, last.length()));
  }

  /** Whatever the bytes: a child that crashes may print anything. */
  private static List<String> lines(Path file) throws IOException {
    return new String(Files.readAllBytes(file), Charset.defaultCharset()).lines().toList();
  }
}
