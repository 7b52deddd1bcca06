package dev.nightjar.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightjar.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server was like while it was used for long.
 *
 * @param began when, in UTC
 * @param machine where client and server ran
 * @param capacity operations of the mix that a closed loop did in a second
 * @param perSecond operations that were due in a second
 * @param minutes that it took
 * @param readings of the gauges
 * @param trends whether they grew, for each that could be read
 * @param figures of each interval
 * @param done operations that ended as they should, by name
 * @param checked answers that were decrypted
 */
public record SoakReport(String began, Machine machine, double capacity, double perSecond, double minutes,
    List<Reading> readings, List<Trend> trends, List<Figures> figures, Map<String, Long> done, Checked checked) {
  /** Copies the lists. */
  public SoakReport {
    readings = List.copyOf(readings);
    trends = List.copyOf(trends);
    figures = List.copyOf(figures);
    done = new TreeMap<>(done);
  }

  /**
   * The gauges at a time, while nothing was asked.
   *
   * @param minute since the beginning
   * @param values of each that could be read
   */
  public record Reading(double minute, Map<Gauge, Double> values) {
    /** Copies the values. */
    public Reading {
      values = new TreeMap<>(values);
    }
  }

  /** Operations in all. */
  public long operations() {
    return figures.stream().mapToLong(Figures::all).sum();
  }

  /** Operations that were refused for want of room or time, by code. */
  public Map<String, Long> refusals() {
    Map<String, Long> sum = new TreeMap<>();
    figures.forEach(f -> f.refusals().forEach((code, count) -> sum.merge(code, count, Long::sum)));
    return sum;
  }

  /** Why the server did not stand it, a sentence each; empty when it did. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    Map<String, Long> bad = new TreeMap<>();
    for (Figures f : figures) {
      f.unexpected().forEach((what, count) -> bad.merge("answered " + what, count, Long::sum));
      f.lost().forEach((what, count) -> bad.merge("not answered (" + what + ")", count, Long::sum));
    }
    bad.forEach((what, count) -> faults.add(count + " operations were " + what));
    if (checked.wrong() > 0) {
      faults.add(checked.wrong() + " of " + checked.answers() + " answers that were decrypted are wrong");
    }
    done.forEach((name, count) -> {
      if (count == 0) {
        faults.add("'" + name + "' was never done");
      }
    });
    trends.stream().filter(trend -> !trend.flat()).forEach(trend -> faults.add(String.format(Locale.ROOT,
        "%s grew by %.0f over the second half, where %.0f is the bound", trend.gauge().text(), trend.growth(),
        trend.bound())));
    return faults;
  }

  /** Writes it as JSON, field by field. */
  public void write(Path file) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }
}
