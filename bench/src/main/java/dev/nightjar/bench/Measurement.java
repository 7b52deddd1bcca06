package dev.nightjar.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * KS + PBS of one engine, one batch size, one number of threads.
 *
 * @param engine name
 * @param threads of the engine
 * @param batch ciphertexts per call
 * @param wrong outputs that did not decrypt to what they should have, of all that were checked
 * @param callMillis time of one call, in milliseconds
 * @param ratio time against the first engine of the plan, within pairs of neighbouring turns; null for that
 *     engine itself
 * @param allocatedBytes heap that all threads of the JVM together allocated during a call, the least of a few
 *     calls; null where the JVM does not count
 * @param samplesMillis the calls, in the order in which they were made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(String engine, int threads, int batch, int wrong, Spread callMillis, Spread ratio,
    Long allocatedBytes, List<Double> samplesMillis) {
  public Measurement {
    samplesMillis = List.copyOf(samplesMillis);
  }

  /** Time for one of the ciphertexts, in milliseconds. */
  public Spread messageMillis() {
    return callMillis.dividedBy(batch);
  }
}
