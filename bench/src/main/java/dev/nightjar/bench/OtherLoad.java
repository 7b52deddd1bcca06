package dev.nightjar.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What else the machine did while a bench ran. Null where the operating system does not tell.
 *
 * @param loadBefore load average over the minute before
 * @param loadAfter load average over the last minute of the bench, which itself keeps its threads busy
 * @param othersPercent share of all processors' time that other processes took
 * @param stolenPercent share of all processors' time that the hypervisor gave to other machines
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OtherLoad(Double loadBefore, Double loadAfter, Double othersPercent, Double stolenPercent) {
  private static final Path STAT = Path.of("/proc/stat");

  /** Ticks of Linux in a second, as {@code /proc/stat} counts them on every architecture. */
  private static final double TICK_SECONDS = 0.01;

  /** The counters at one time. */
  static final class Meter {
    private final Double load;
    private final double[] ticks;
    private final double ownSeconds;

    private Meter(Double load, double[] ticks, double ownSeconds) {
      this.load = load;
      this.ticks = ticks;
      this.ownSeconds = ownSeconds;
    }

    /** The counters now. */
    static Meter read() {
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      double own = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
          ? system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1) : 0;
      return new Meter(load < 0 ? null : load, cpuTicks(), own);
    }

    /** What happened from here to a later time. */
    OtherLoad until(Meter end) {
      if (ticks.length == 0 || end.ticks.length == 0) {
        return new OtherLoad(load, end.load, null, null);
      }
      double all = 0;
      double[] spent = new double[ticks.length];
      for (int i = 0; i < spent.length; i++) {
        spent[i] = Math.max(0, end.ticks[i] - ticks[i]);
        all += spent[i];
      }
      double stolen = spent[7];
      double busy = all - stolen - spent[3] - spent[4];
      double others = Math.max(0, busy - (end.ownSeconds - ownSeconds) / TICK_SECONDS);
      return new OtherLoad(load, end.load, percent(others, all), percent(stolen, all));
    }

    private static Double percent(double part, double all) {
      return all == 0 ? null : 100 * part / all;
    }

    /** user, nice, system, idle, iowait, irq, softirq, steal; empty where there is no such file. */
    private static double[] cpuTicks() {
      if (!Files.isReadable(STAT)) {
        return new double[0];
      }
      try (Stream<String> lines = Files.lines(STAT)) {
        double[] counters = lines.filter(line -> line.startsWith("cpu ")).findFirst()
            .map(line -> Stream.of(line.substring(4).strip().split(" +")).limit(8)
                .mapToDouble(Double::parseDouble).toArray())
            .orElse(new double[0]);
        return counters.length == 8 ? counters : new double[0];
      } catch (IOException | NumberFormatException e) {
        return new double[0];
      }
    }
  }
}
