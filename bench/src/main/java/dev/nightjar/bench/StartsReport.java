package dev.nightjar.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The result of many starts of JVMs.
 *
 * @param began when, in UTC (ISO 8601)
 * @param seconds how long it took
 * @param machine where; JDK and flags are those of the process that started the others
 * @param noise what else the machine did: shares are means over the starts
 * @param method how it was measured, in a sentence or two
 * @param units of all numbers, in a sentence
 * @param launches one entry for each launch of the plan
 * @param spreads how each configuration is distributed over the starts of each launch
 */
public record StartsReport(String began, double seconds, Machine machine, OtherLoad noise, String method,
    String units, List<Launch> launches, List<StartSpread> spreads) {
  public StartsReport {
    launches = List.copyOf(launches);
    spreads = List.copyOf(spreads);
  }

  /**
   * All starts of one kind.
   *
   * @param name of the launch in the plan
   * @param arguments of the JVM
   * @param starts in their order
   */
  public record Launch(String name, List<String> arguments, List<Start> starts) {
    public Launch {
      arguments = List.copyOf(arguments);
      starts = List.copyOf(starts);
    }
  }

  /**
   * One fresh JVM.
   *
   * @param number from 1
   * @param seconds from its start to its end
   * @param report what it measured; null when it failed
   * @param failure why there is no report; null when there is one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Start(int number, double seconds, BenchReport report, String failure) {
  }

  /** Starts without a report. */
  public long failures() {
    return launches.stream().flatMap(launch -> launch.starts().stream())
        .filter(start -> start.report() == null).count();
  }
}
