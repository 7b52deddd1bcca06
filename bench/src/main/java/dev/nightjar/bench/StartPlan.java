package dev.nightjar.bench;

import java.time.Duration;
import java.util.List;

/**
 * Which JVMs are to be started, and how often.
 *
 * @param launches take turns; ratios are to the first
 * @param starts of each launch, 1 to 1000
 * @param program what follows the arguments of the JVM: class path, main class and its arguments.
 *     It prints {@link BenchReport#line()}, and may print other lines, which do not begin with a brace
 * @param limit when a start has not ended by then, it is stopped and counted as failed
 */
public record StartPlan(List<JvmLaunch> launches, int starts, List<String> program, Duration limit) {
  private static final int MAX_STARTS = 1000;

  /**
   * A plan, checked.
   *
   * @throws IllegalArgumentException when there is no launch, two have one name, the number of starts is out
   *     of range, or the limit is not positive
   */
  public StartPlan {
    launches = List.copyOf(launches);
    program = List.copyOf(program);
    if (launches.isEmpty()) {
      throw new IllegalArgumentException("starts need at least one JDK");
    }
    if (launches.stream().map(JvmLaunch::name).distinct().count() < launches.size()) {
      throw new IllegalArgumentException("each JDK with the same arguments is named once, unlike in "
          + launches.stream().map(JvmLaunch::name).toList());
    }
    if (starts < 1 || starts > MAX_STARTS) {
      throw new IllegalArgumentException("a number of starts is 1 to " + MAX_STARTS + ", not " + starts);
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the limit for a start must be positive, not " + limit);
    }
  }
}
