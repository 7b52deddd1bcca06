package dev.nightjar.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the time of one configuration is distributed over fresh JVMs.
 *
 * @param launch name in the plan
 * @param set parameter set
 * @param engine name
 * @param threads of the engine
 * @param batch ciphertexts per call
 * @param median by the median of each start's calls
 * @param best by the fastest of each start's calls: other processes disturb it least, badly compiled code is
 *     as slow as ever
 */
public record StartSpread(String launch, String set, String engine, int threads, int batch,
    StartValues median, StartValues best) {
  /** What was measured, without the JVM. */
  private record Configuration(String set, String engine, int threads, int batch) {
  }

  /** All spreads: configuration by configuration, within each in the order of the launches. */
  static List<StartSpread> of(List<StartsReport.Launch> launches) {
    Map<Configuration, Map<String, Map<Integer, Spread>>> values = new LinkedHashMap<>();
    for (StartsReport.Launch launch : launches) {
      for (StartsReport.Start start : launch.starts()) {
        if (start.report() != null) {
          start.report().sets().forEach(set -> set.bootstraps().forEach(m -> values
              .computeIfAbsent(new Configuration(set.id(), m.engine(), m.threads(), m.batch()),
                  key -> new LinkedHashMap<>())
              .computeIfAbsent(launch.name(), key -> new LinkedHashMap<>())
              .put(start.number(), m.messageMillis())));
        }
      }
    }
    String first = launches.get(0).name();
    List<StartSpread> spreads = new ArrayList<>();
    values.forEach((c, byLaunch) -> byLaunch.forEach((launch, starts) -> {
      Map<Integer, Spread> reference = launch.equals(first) ? null : byLaunch.get(first);
      spreads.add(new StartSpread(launch, c.set, c.engine, c.threads, c.batch,
          StartValues.of(starts, reference, Spread::median), StartValues.of(starts, reference, Spread::min)));
    }));
    return spreads;
  }
}
