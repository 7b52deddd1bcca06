package dev.nightjar.bench.load;

import java.util.List;

/**
 * Whether a gauge grew over the second half of a soak, by a straight line through its readings (least squares). It did
 * where the line rises by more than the gauge's bound, and by more than twice its standard error, so that one high
 * reading is not taken for a leak.
 *
 * @param gauge what was read
 * @param first the first reading of the second half
 * @param last the last reading
 * @param growth how far the line rises over the second half
 * @param error standard error of that
 * @param bound how far it may
 */
public record Trend(Gauge gauge, double first, double last, double growth, double error, double bound) {
  /** Readings in each half without which nothing can be said. */
  public static final int FEWEST = 4;

  /**
   * The trend of a gauge.
   *
   * @param minutes when it was read
   * @param values what was read, one for each time
   * @throws IllegalArgumentException for less than twice {@link #FEWEST} readings
   */
  static Trend of(Gauge gauge, List<Double> minutes, List<Double> values) {
    int all = values.size();
    if (all < 2 * FEWEST || minutes.size() != all) {
      throw new IllegalArgumentException("a trend needs at least " + 2 * FEWEST + " readings, not " + all);
    }
    List<Double> t = minutes.subList(all / 2, all);
    List<Double> y = values.subList(all / 2, all);
    double meanT = mean(t);
    double meanY = mean(y);
    double tt = 0;
    double ty = 0;
    for (int i = 0; i < t.size(); i++) {
      tt += (t.get(i) - meanT) * (t.get(i) - meanT);
      ty += (t.get(i) - meanT) * (y.get(i) - meanY);
    }
    double slope = ty / tt;
    double squares = 0;
    for (int i = 0; i < t.size(); i++) {
      double off = y.get(i) - meanY - slope * (t.get(i) - meanT);
      squares += off * off;
    }
    double span = t.get(t.size() - 1) - t.get(0);
    double error = Math.sqrt(squares / (t.size() - 2) / tt);
    return new Trend(gauge, y.get(0), y.get(y.size() - 1), slope * span, error * span, gauge.bound(meanY));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Whether it stayed within its bound. */
  public boolean flat() {
    return growth <= bound || growth <= 2 * error;
  }
}
