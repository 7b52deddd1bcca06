package dev.nightjar.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * One value of each start, a time per message, and how they are distributed.
 *
 * @param messageMillis the distribution, in milliseconds
 * @param startsMillis the value of each start, by its number; failed ones are missing
 * @param ratio median against the median of the plan's first launch; null for that launch itself and where
 *     all of its starts failed
 * @param pairedRatio the same within pairs of neighbouring starts, which the machine's drift disturbs less
 * @param slow starts above {@value #SLOW} times the median of the plan's first launch, or above that of
 *     their own where this is the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartValues(Spread messageMillis, Map<Integer, Double> startsMillis, Double ratio,
    Spread pairedRatio, long slow) {
  /** A start is slow when it takes more than this multiple of the reference median. */
  public static final double SLOW = 1.15;

  public StartValues {
    startsMillis = new LinkedHashMap<>(startsMillis);
  }

  /**
   * The values of some starts.
   *
   * @param reference the starts of the first launch; null for that launch itself, or when they all failed
   */
  static StartValues of(Map<Integer, Spread> starts, Map<Integer, Spread> reference,
      ToDoubleFunction<Spread> value) {
    Map<Integer, Double> own = values(starts, value);
    Spread spread = Spread.of(List.copyOf(own.values()));
    if (reference == null) {
      return new StartValues(spread, own, null, null, slow(own, spread.median()));
    }
    Map<Integer, Double> others = values(reference, value);
    double median = Spread.of(List.copyOf(others.values())).median();
    return new StartValues(spread, own, spread.median() / median, paired(own, others), slow(own, median));
  }

  private static Map<Integer, Double> values(Map<Integer, Spread> starts, ToDoubleFunction<Spread> value) {
    Map<Integer, Double> values = new LinkedHashMap<>();
    starts.forEach((number, spread) -> values.put(number, value.applyAsDouble(spread)));
    return values;
  }

  private static long slow(Map<Integer, Double> own, double median) {
    return own.values().stream().filter(value -> value > SLOW * median).count();
  }

  /** Null when no start of the one has its neighbour. */
  private static Spread paired(Map<Integer, Double> own, Map<Integer, Double> others) {
    Set<Integer> both = new TreeSet<>(own.keySet());
    both.retainAll(others.keySet());
    return both.isEmpty() ? null
        : Spread.of(both.stream().map(number -> own.get(number) / others.get(number)).toList());
  }
}
