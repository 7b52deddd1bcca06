package dev.nightjar.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CrewTest {
  private static final long MILLI = 1_000_000;
  private static final URI NOBODY = URI.create("http://127.0.0.1:1/");

  /** Time that passes when somebody waits or works, and only then. */
  private static final class Pretended implements Timer {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void awaitNanoTime(long nanoTime) {
      now = Math.max(now, nanoTime);
    }

    private void pass(long millis) {
      now += millis * MILLI;
    }
  }

  private static Arrivals each(long millis, int count) {
    return new Arrivals(LongStream.range(0, count).map(i -> i * millis * MILLI).toArray());
  }

  @Test
  void aServerThatStandsStillForASecondIsSlowForAllWhoseRequestsWereDueInIt() {
    Pretended time = new Pretended();
    int[] count = new int[1];
    try (Crew crew = new Crew(NOBODY, 1, time)) {
      Figures figures = crew.open(each(10, 1000), wire -> {
        time.pass(count[0]++ == 100 ? 1000 : 1);
        return Outcome.DONE;
      });
      assertThat(figures.done().count()).isEqualTo(1000);
      assertThat(figures.done().p50()).isCloseTo(1, within(0.01));
      // 1 s of lag is worked off at 9 ms in 10: the lags are 1000, 991, 982, … ms for 111 requests, 11 in a hundred.
      assertThat(figures.done().p99()).isBetween(905.0, 915.0);
      assertThat(figures.done().p999()).isBetween(990.0, 1000.0);
      assertThat(figures.done().max()).isCloseTo(1000, within(1.0));
    }
  }

  @Test
  void aLoopThatWaitsForEachAnswerWouldHaveSeenOneSlowRequest() {
    Pretended time = new Pretended();
    int[] count = new int[1];
    try (Crew crew = new Crew(NOBODY, 1, time)) {
      Figures figures = crew.closed(1, 2, wire -> {
        time.pass(count[0]++ == 100 ? 1000 : 1);
        return Outcome.DONE;
      });
      assertThat(figures.done().count()).isEqualTo(1001);
      assertThat(figures.done().p99()).isCloseTo(1, within(0.01));
      assertThat(figures.donePerSecond()).isCloseTo(500, within(1.0));
    }
  }

  @Test
  void whoIsRefusedPausesAndThePauseIsNotCounted() {
    Pretended time = new Pretended();
    try (Crew crew = new Crew(NOBODY, 1, time)) {
      Figures figures = crew.closed(1, 2, 0.199, wire -> {
        time.pass(1);
        return new Outcome(Outcome.Kind.REFUSED, "busy");
      });
      assertThat(figures.refused().count()).isEqualTo(10);
      assertThat(figures.refused().max()).isCloseTo(1, within(0.01));
    }
  }

  @Test
  void refusalsCountFromWhenTheyWereSentAndLostAndUnexpectedAnswersAreNamed() {
    Pretended time = new Pretended();
    int[] count = new int[1];
    try (Crew crew = new Crew(NOBODY, 1, time)) {
      Figures figures = crew.open(each(1, 40), wire -> {
        time.pass(5);
        return switch (count[0]++ % 4) {
          case 0 -> Outcome.DONE;
          case 1 -> new Outcome(Outcome.Kind.REFUSED, "busy");
          case 2 -> new Outcome(Outcome.Kind.UNEXPECTED, "500 internal");
          default -> throw new IOException("gone");
        };
      });
      assertThat(figures.all()).isEqualTo(40);
      assertThat(figures.refused().max()).isCloseTo(5, within(0.01));
      assertThat(figures.done().max()).isGreaterThan(100);
      assertThat(figures.refusals()).containsOnly(Map.entry("busy", 10L));
      assertThat(figures.unexpected()).containsOnly(Map.entry("500 internal", 10L));
      assertThat(figures.lost()).containsOnly(Map.entry("IOException: gone", 10L));
      assertThat(figures.refusedShare()).isEqualTo(0.25);
    }
  }

  @Test
  void requestsAreDueAsOftenAsAskedForAndAtNoBeat() {
    long[] nanos = Arrivals.poisson(1000, 20).nanos();
    // 20,000 on average with a standard deviation of 141: twelve of them.
    assertThat(nanos.length).isBetween(18_300, 21_700);
    assertThat(nanos).isSorted();
    assertThat(nanos[nanos.length - 1]).isLessThan(20_000 * MILLI);
    long shorter = LongStream.range(1, nanos.length).filter(i -> nanos[(int) i] - nanos[(int) i - 1] < MILLI).count();
    assertThat(shorter / (double) nanos.length).as("1 - 1/e of the gaps are below their mean")
        .isCloseTo(0.632, within(0.05));
  }

  @Test
  void aRateOfNothingOrMoreThanMemoryHoldsIsRefused() {
    assertThatThrownBy(() -> Arrivals.poisson(0, 1)).hasMessageContaining("not 0.0 a second for 1.0 s");
    assertThatThrownBy(() -> Arrivals.poisson(1, -1)).hasMessageContaining("for -1.0 s");
    assertThatThrownBy(() -> Arrivals.poisson(1e9, 3600)).hasMessageContaining("at most");
    assertThatThrownBy(() -> Arrivals.poisson(Double.NaN, 1)).hasMessageContaining("NaN");
  }
}
