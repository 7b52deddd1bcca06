package dev.nightjar.bench;

import dev.nightjar.api.engine.EngineInfo;
import java.util.List;

/**
 * What was measured with one parameter set.
 *
 * @param id of the set
 * @param parameters its canonical text
 * @param seededKeyBytes size of an evaluation key as it travels
 * @param keyGeneration one entry for each number of threads
 * @param engines one entry for each number of threads and engine
 * @param parts times of what bootstraps consist of, for the engines that show it
 * @param refusals engines that cannot run the set, one entry for each number of threads and engine
 * @param bootstraps one entry for each number of threads, batch size and engine
 */
public record SetReport(String id, String parameters, long seededKeyBytes, List<KeyGeneration> keyGeneration,
    List<EngineReport> engines, List<PartTime> parts, List<Refusal> refusals, List<Measurement> bootstraps) {

  public SetReport {
    keyGeneration = List.copyOf(keyGeneration);
    engines = List.copyOf(engines);
    parts = List.copyOf(parts);
    refusals = List.copyOf(refusals);
    bootstraps = List.copyOf(bootstraps);
  }

  /**
   * Making an evaluation key.
   *
   * @param threads of the generator
   * @param millis time for one key, after one that is not counted
   */
  public record KeyGeneration(int threads, Spread millis) {
  }

  /**
   * An engine and its loaded key.
   *
   * @param name of the engine in the plan
   * @param info what it said of itself after the measurement, notes of a slow start included
   * @param loadMillis time for bringing the evaluation key into the engine's own form
   * @param loadedKeyBytes memory of a loaded key
   */
  public record EngineReport(String name, EngineInfo info, Spread loadMillis, long loadedKeyBytes) {
  }

  /**
   * An engine that was left out.
   *
   * @param engine name
   * @param threads that it was asked to use
   * @param reason in its own words
   */
  public record Refusal(String engine, int threads, String reason) {
  }

  /** Outputs that did not decrypt to what they should have. */
  public int wrong() {
    return bootstraps.stream().mapToInt(Measurement::wrong).sum();
  }
}
