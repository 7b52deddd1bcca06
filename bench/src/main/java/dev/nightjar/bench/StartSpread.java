package dev.nightjar.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the time of one configuration is distributed over fresh virtual machines. The value of a start is its
 * median time per message.
 *
 * @param launch name in the plan
 * @param set parameter set
 * @param engine name
 * @param threads of the engine
 * @param batch ciphertexts per call
 * @param messageMillis the distribution, in milliseconds
 * @param startsMillis the value of each start, by its number; failed ones are missing
 * @param ratio median against the median of the plan's first launch; null for that launch itself and where
 *     all of its starts failed
 * @param pairedRatio the same within pairs of neighbouring starts, which the machine's drift disturbs less
 * @param slow starts above {@value #SLOW} times the median of the plan's first launch, or above that of
 *     their own where this is the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartSpread(String launch, String set, String engine, int threads, int batch,
    Spread messageMillis, Map<Integer, Double> startsMillis, Double ratio, Spread pairedRatio, long slow) {
  /** What a start may take of the reference's median before it is called slow. */
  public static final double SLOW = 1.15;

  public StartSpread {
    startsMillis = new LinkedHashMap<>(startsMillis);
  }

  /** What was measured, without the virtual machine. */
  private record Configuration(String set, String engine, int threads, int batch) {
  }

  /** All spreads: configuration by configuration, within each in the order of the launches. */
  static List<StartSpread> of(List<StartsReport.Launch> launches) {
    Map<Configuration, Map<String, Map<Integer, Double>>> values = new LinkedHashMap<>();
    for (StartsReport.Launch launch : launches) {
      for (StartsReport.Start start : launch.starts()) {
        if (start.report() != null) {
          start.report().sets().forEach(set -> set.bootstraps().forEach(m -> values
              .computeIfAbsent(new Configuration(set.id(), m.engine(), m.threads(), m.batch()),
                  key -> new LinkedHashMap<>())
              .computeIfAbsent(launch.name(), key -> new LinkedHashMap<>())
              .put(start.number(), m.messageMillis().median())));
        }
      }
    }
    String reference = launches.get(0).name();
    List<StartSpread> spreads = new ArrayList<>();
    values.forEach((configuration, byLaunch) -> byLaunch.forEach((launch, millis) ->
        spreads.add(spread(configuration, launch, millis,
            launch.equals(reference) ? null : byLaunch.get(reference)))));
    return spreads;
  }

  private static StartSpread spread(Configuration c, String launch, Map<Integer, Double> millis,
      Map<Integer, Double> reference) {
    Spread own = Spread.of(List.copyOf(millis.values()));
    double median = reference == null ? own.median() : Spread.of(List.copyOf(reference.values())).median();
    return new StartSpread(launch, c.set(), c.engine(), c.threads(), c.batch(), own, millis,
        reference == null ? null : own.median() / median,
        reference == null ? null : paired(millis, reference),
        millis.values().stream().filter(value -> value > SLOW * median).count());
  }

  /** Null when no start of the one has its neighbour. */
  private static Spread paired(Map<Integer, Double> millis, Map<Integer, Double> reference) {
    Set<Integer> both = new TreeSet<>(millis.keySet());
    both.retainAll(reference.keySet());
    return both.isEmpty() ? null
        : Spread.of(both.stream().map(number -> millis.get(number) / reference.get(number)).toList());
  }
}
