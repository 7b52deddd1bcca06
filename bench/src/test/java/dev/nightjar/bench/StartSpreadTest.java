package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartSpreadTest {
  /** Starts with these times per message; a start that failed is null. */
  private static StartsReport.Launch launch(String name, Double... millis) {
    List<StartsReport.Start> starts = new ArrayList<>();
    for (Double value : millis) {
      int number = starts.size() + 1;
      starts.add(value == null ? new StartsReport.Start(number, 1, null, "it failed")
          : new StartsReport.Start(number, 1, PretendedBench.report(value), null));
    }
    return new StartsReport.Launch(name, List.of(), starts);
  }

  @Test
  void theFirstLaunchIsTheMeasureOfTheOthers() {
    List<StartSpread> spreads = StartSpread.of(
        List.of(launch("25", 4.0, 5.0, 6.0), launch("17", 5.0, 6.0, 9.0)));
    StartSpread first = spreads.get(0);
    StartSpread second = spreads.get(1);
    assertThat(first.median().messageMillis().median()).isEqualTo(5);
    assertThat(first.median().ratio()).isNull();
    assertThat(first.median().pairedRatio()).isNull();
    assertThat(second.median().ratio()).isEqualTo(1.2);
    assertThat(second.median().pairedRatio()).isEqualTo(Spread.of(List.of(1.25, 1.2, 1.5)));
    assertThat(second.median().startsMillis()).isEqualTo(Map.of(1, 5.0, 2, 6.0, 3, 9.0));
  }

  @Test
  void aStartIsSlowAgainstTheMedianOfTheFirstLaunch() {
    List<StartSpread> spreads = StartSpread.of(
        List.of(launch("25", 10.0, 10.0, 30.0), launch("17", 11.0, 11.6, 12.0)));
    assertThat(spreads).extracting(spread -> spread.median().slow()).containsExactly(1L, 2L);
  }

  @Test
  void startsThatFailedAreLeftOutWithTheirNeighbours() {
    List<StartSpread> spreads = StartSpread.of(
        List.of(launch("25", 4.0, null, 6.0), launch("17", null, 5.0, 9.0)));
    assertThat(spreads.get(0).median().startsMillis()).containsOnlyKeys(1, 3);
    assertThat(spreads.get(1).median().startsMillis()).containsOnlyKeys(2, 3);
    assertThat(spreads.get(1).median().pairedRatio()).isEqualTo(Spread.of(List.of(1.5)));
  }

  @Test
  void withoutAStartOfTheFirstLaunchThereAreNoRatios() {
    List<StartSpread> spreads = StartSpread.of(List.of(launch("25", (Double) null), launch("17", 5.0)));
    assertThat(spreads).singleElement().satisfies(spread -> {
      assertThat(spread.launch()).isEqualTo("17");
      assertThat(spread.median().ratio()).isNull();
    });
    assertThat(StartSpread.of(List.of(launch("25", (Double) null)))).isEmpty();
  }

  @Test
  void theBestCallOfAStartIsCountedBesideItsMedian() {
    StartSpread spread = StartSpread.of(List.of(new StartsReport.Launch("25", List.of(), List.of(
        new StartsReport.Start(1, 1, PretendedBench.report(3.0, 4.0, 9.0), null))))).get(0);
    assertThat(spread.median().startsMillis()).containsEntry(1, 4.0);
    assertThat(spread.best().startsMillis()).containsEntry(1, 3.0);
  }
}
