package dev.nightjar.runtime.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SteadyPaceTest {
  /** How many of these runs are asked for; one more than there are when all of them are too few. */
  private static int runs(Duration least, LongStream nanos) {
    return runs(least, Duration.ZERO, nanos);
  }

  private static int runs(Duration least, Duration step, LongStream nanos) {
    SteadyPace pace = new SteadyPace(least, step);
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

  /** As processor time is: runs of 12 and of 9 ms by a clock that goes on by 10 ms, and then by 0 after a run. */
  @Test
  void runsThatAClockTellsInStepsAreSteady() {
    Duration step = Duration.ofMillis(10);
    long steps = step.toNanos();
    for (int millis : new int[] {12, 9}) {
      LongStream told = LongStream.range(0, 200).map(i -> ((i + 1) * millis / 10 - i * millis / 10) * steps);
      assertThat(runs(step.multipliedBy(50), step, told)).as(millis + " ms").isLessThan(70);
    }
    LongStream faster = LongStream.concat(LongStream.generate(() -> 10 * steps).limit(9),
        LongStream.generate(() -> 2 * steps).limit(50));
    assertThat(runs(Duration.ZERO, step, faster)).as("what is more than a step counts").isEqualTo(15);
  }

  @Test
  void thePaceIsThatOfTheLastRuns() {
    SteadyPace pace = new SteadyPace(Duration.ZERO, Duration.ZERO);
    assertThat(pace.pace()).isZero();
    LongStream.of(50, 900, 400, 300, 500, 600).forEach(pace::add);
    assertThat(pace.pace()).isEqualTo(300);
  }
}
