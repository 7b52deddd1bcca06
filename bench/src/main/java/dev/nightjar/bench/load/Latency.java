package dev.nightjar.bench.load;

import org.HdrHistogram.AbstractHistogram;

/**
 * How times are distributed, in milliseconds; 0 where there are none.
 *
 * @param count how many
 * @param p50 half of them are at most so long
 * @param p99 all but one in a hundred; the longest of fewer
 * @param p999 all but one in a thousand; the longest of fewer
 * @param max the longest
 */
public record Latency(long count, double p50, double p99, double p999, double max) {
  static Latency of(AbstractHistogram nanos) {
    return new Latency(nanos.getTotalCount(), millis(nanos.getValueAtPercentile(50)),
        millis(nanos.getValueAtPercentile(99)), millis(nanos.getValueAtPercentile(99.9)),
        millis(nanos.getTotalCount() == 0 ? 0 : nanos.getMaxValue()));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
