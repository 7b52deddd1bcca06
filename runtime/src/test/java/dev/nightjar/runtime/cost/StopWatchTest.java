package dev.nightjar.runtime.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StopWatchTest {
  private long nanos;
  private long compiled;
  private int idle;
  private BusyMachine machine = BusyMachine.idle();
  private final TreeMap<String, Integer> runs = new TreeMap<>();

  /** An action that takes some milliseconds, of which the compiler works some, and now and then ten times as long. */
  private Runnable action(String name, int millis, int compiling, int disturbed) {
    return () -> {
      int run = runs.merge(name, 1, Integer::sum);
      nanos += millis * 1_000_000L * (disturbed > 0 && run % disturbed == 0 ? 10 : 1);
      compiled += compiling;
    };
  }

  private StopWatch watch(int warmUp, int measurement) {
    return new StopWatch(() -> nanos, () -> compiled, Duration.ofMillis(warmUp), Duration.ofMillis(measurement),
        () -> idle++, machine);
  }

  @Test
  void roundsThatWereDisturbedDoNotCount() {
    assertThat(watch(0, 0).millis(Map.of("a", action("a", 5, 0, 2), "b", action("b", 7, 0, 3))))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", 5.0, "b", 7.0));
    assertThat(runs.get("a")).isEqualTo(runs.get("b")).isLessThan(10);
  }

  @Test
  void theShortestRunsAreNotTakenForAll() {
    assertThat(watch(0, 200).millis(Map.of("a", () -> nanos += idle % 10 == 3 ? 1_000_000 : 5_000_000)))
        .containsEntry("a", 5.0);
  }

  @Test
  void eachTimedRunFindsWhatASingleQueryFinds() {
    watch(100, 0).millis(Map.of("a", action("a", 5, 0, 0)));
    assertThat(idle).isPositive().isLessThan(runs.get("a"));
  }

  @Test
  void roundsGoOnForAsLongAsWasAsked() {
    watch(0, 100).millis(Map.of("a", action("a", 5, 0, 0)));
    assertThat(runs.get("a")).isBetween(20, 24);
  }

  @Test
  void aWarmUpLastsUntilTheCompilerIsQuiet() {
    watch(100, 0).millis(Map.of("a", action("a", 5, 0, 0)));
    int quiet = runs.get("a");
    runs.clear();
    watch(100, 0).millis(Map.of("a", action("a", 5, 3, 0)));
    assertThat(runs.get("a")).as("given up in the end").isBetween(2 * quiet, 10 * quiet);
  }

  /** A machine that others are busy on for the first stretches that are looked at. */
  private static BusyMachine busyFor(int stretches) {
    int[] looked = new int[1];
    return new BusyMachine() {
      @Override
      public void begin() {
        looked[0]++;
      }

      @Override
      public double takenByOthers() {
        return looked[0] <= stretches ? 0.4 : 0;
      }
    };
  }

  @Test
  void aStretchBesideOthersIsMeasuredAgainAndDoesNotCount() {
    machine = busyFor(2);
    StopWatch watch = watch(0, 0);
    // The shortest runs are among those beside others: they are not taken.
    assertThat(watch.millis(Map.of("a", () -> nanos += idle <= 6 ? 1_000_000 : 5_000_000))).containsEntry("a", 5.0);
    assertThat(watch.disturbed()).isFalse();
  }

  @Test
  void onAMachineThatIsNeverQuietTheShortestRunsCount() {
    machine = busyFor(Integer.MAX_VALUE);
    StopWatch watch = watch(0, 0);
    assertThat(watch.millis(Map.of("a", () -> nanos += idle == 9 ? 2_000_000 : 5_000_000))).containsEntry("a", 2.0);
    assertThat(watch.disturbed()).isTrue();
    assertThat(idle).as("given up").isLessThan(50);
  }
}
