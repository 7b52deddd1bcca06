package dev.nightjar.bench;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report: all numbers as JSON, each set as a chart. Existing files of these names are replaced. */
public final class ReportFiles {
  private final Path folder;

  /**
   * Into a folder, which is made now, so that a bench need not run for nothing.
   *
   * @throws IOException when it is not there and cannot be made, or cannot be written
   */
  public ReportFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /**
   * Writes {@code bench.json}: {@link BenchReport} field by field, every single sample included.
   *
   * @return the file
   */
  public Path writeJson(BenchReport report) throws IOException {
    Path file = folder.resolve("bench.json");
    new Json().write(report, file);
    return file;
  }

  /**
   * Writes {@code bench-<set>.png}: time per message by batch size, one line for each engine and number of
   * threads, bars from quartile to quartile.
   *
   * @param machine where it was measured
   * @return the file
   * @throws IOException when it cannot be written, or this JVM cannot draw (as on systems without any font)
   */
  public Path writeChart(SetReport set, Machine machine) throws IOException {
    Path file = folder.resolve("bench-" + set.id() + ".png");
    Picture.write(BatchChart.of(set, machine), file);
    return file;
  }

  /**
   * Writes {@code starts.json}: {@link StartsReport} field by field, the whole report of each start included.
   *
   * @return the file
   */
  public Path writeJson(StartsReport report) throws IOException {
    Path file = folder.resolve("starts.json");
    new Json().write(report, file);
    return file;
  }

  /**
   * Writes {@code starts.png}: a dot for each start and configuration, at its median time per message.
   *
   * @return the file
   * @throws IOException as {@link #writeChart(SetReport, Machine)}
   */
  public Path writeChart(StartsReport report) throws IOException {
    Path file = folder.resolve("starts.png");
    Picture.write(StartsChart.of(report), file);
    return file;
  }
}
