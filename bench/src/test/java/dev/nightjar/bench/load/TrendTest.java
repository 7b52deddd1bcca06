package dev.nightjar.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double MIB = 1 << 20;

  private static Trend of(Gauge gauge, DoubleUnaryOperator value) {
    List<Double> minutes = IntStream.range(0, 30).mapToObj(i -> i + 1.0).toList();
    return Trend.of(gauge, minutes, minutes.stream().map(value::applyAsDouble).toList());
  }

  @Test
  void whatGrowsAtTheBeginningAloneIsFlat() {
    Trend trend = of(Gauge.HEAP, minute -> Math.min(minute, 12) * 20 * MIB);
    assertThat(trend.flat()).isTrue();
    assertThat(trend.growth()).isZero();
  }

  @Test
  void aMebibyteAMinuteIsALeak() {
    Trend trend = of(Gauge.HEAP, minute -> (100 + minute) * MIB);
    assertThat(trend.growth()).isCloseTo(14 * MIB, within(1.0));
    assertThat(trend.bound()).isEqualTo(8 * MIB);
    assertThat(trend.flat()).isFalse();
  }

  @Test
  void aLeakBelowNoiseThatIsLargerThanItIsFoundAllTheSame() {
    Trend trend = of(Gauge.HEAP, minute -> (100 + 2 * minute + 3 * (minute % 2)) * MIB);
    assertThat(trend.flat()).isFalse();
  }

  @Test
  void oneHighReadingIsNoLeak() {
    assertThat(of(Gauge.HEAP, minute -> (minute == 30 ? 160 : 100) * MIB).flat()).isTrue();
    assertThat(of(Gauge.THREADS, minute -> minute % 3).flat()).isTrue();
  }

  @Test
  void aThreadEveryFourMinutesIsALeak() {
    assertThat(of(Gauge.THREADS, minute -> 40 + Math.floor(minute / 4)).flat()).isFalse();
  }

  @Test
  void aKeyStoreMayNotGrowAtAll() {
    assertThat(of(Gauge.STORE, minute -> 27 * MIB).flat()).isTrue();
    assertThat(of(Gauge.STORE, minute -> 27 * MIB + minute).flat()).isFalse();
  }

  @Test
  void fewReadingsSayNothing() {
    assertThatThrownBy(() -> Trend.of(Gauge.HEAP, List.of(1.0, 2.0), List.of(1.0, 2.0)))
        .hasMessageContaining("at least 8 readings, not 2");
    assertThatThrownBy(() -> new SoakPlan(Duration.ofSeconds(7), Duration.ofSeconds(1), 0.8, 4))
        .hasMessageContaining("at least 8 intervals");
  }

  @Test
  void plansThatCannotBeRunAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new SoakPlan(second, Duration.ofMillis(1), 0.8, 4)).hasMessageContaining("0.1 s");
    assertThatThrownBy(() -> new SoakPlan(Duration.ofSeconds(9), second, 1, 4)).hasMessageContaining("not at 1.0");
    assertThatThrownBy(() -> new SoakPlan(Duration.ofSeconds(9), second, 0, 4)).hasMessageContaining("not at 0.0");
    assertThatThrownBy(() -> new SoakPlan(Duration.ofSeconds(9), second, 0.5, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new LoadPlan(0, 128, 1)).hasMessageContaining("not 0.0");
    assertThatThrownBy(() -> new LoadPlan(Double.NaN, 128, 1)).hasMessageContaining("not NaN");
    assertThatThrownBy(() -> new LoadPlan(1, 51, 1)).hasMessageContaining("not 51");
    assertThatThrownBy(() -> new LoadPlan(1, 52, 0)).hasMessageContaining("not 0");
  }
}
