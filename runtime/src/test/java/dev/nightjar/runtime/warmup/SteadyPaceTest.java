package dev.nightjar.runtime.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SteadyPaceTest {
  /** How many of these runs are asked for; one more than there are when all of them are too few. */
  private static int runs(Duration least, LongStream nanos) {
    SteadyPace pace = new SteadyPace(least);
    for (long run : nanos.toArray()) {
      if (pace.add(run)) {
        return pace.runs();
      }
    }
    return pace.runs() + 1;
  }

  @Test
  void tenEqualRunsAreEnoughWhenTheyTakeLongEnough() {
    assertThat(runs(Duration.ZERO, LongStream.generate(() -> 100).limit(50))).isEqualTo(10);
    assertThat(runs(Duration.ofNanos(3000), LongStream.generate(() -> 100).limit(50))).isEqualTo(30);
  }

  @Test
  void runsThatGetFasterGoOn() {
    assertThat(runs(Duration.ZERO, LongStream.rangeClosed(1, 12).map(i -> 10_000 >> i))).isEqualTo(13);
    assertThat(runs(Duration.ZERO, LongStream.concat(LongStream.generate(() -> 5000).limit(9),
        LongStream.generate(() -> 100).limit(50)))).isEqualTo(15);
  }

  @Test
  void runsThatAreDisturbedNowAndThenAreSteadyAndThoseThatMostlyAreNot() {
    assertThat(runs(Duration.ZERO, LongStream.range(0, 50).map(i -> i % 3 == 0 ? 900 : 100))).isEqualTo(10);
    assertThat(runs(Duration.ZERO, LongStream.range(0, 50).map(i -> i % 5 == 0 ? 100 : 900))).isEqualTo(51);
  }

  @Test
  void thePaceIsThatOfTheLastRuns() {
    SteadyPace pace = new SteadyPace(Duration.ZERO);
    assertThat(pace.pace()).isZero();
    LongStream.of(50, 900, 400, 300, 500, 600).forEach(pace::add);
    assertThat(pace.pace()).isEqualTo(300);
  }
}
