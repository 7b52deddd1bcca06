package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchPlanTest {
  private static final List<Parameters> SETS = ParameterCatalogue.bootstrapped();
  private static final List<String> ENGINES = List.of("java");
  private static final List<Integer> ONE = List.of(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void aSensiblePlanIsTaken() {
    List<Integer> two = List.of(1, 2);
    assertThatCode(() -> new BenchPlan(SETS, ENGINES, two, two, OptionalInt.of(3), MINUTE, Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void aPlanWithoutSetsOrEnginesIsRefused() {
    refused("at least one parameter set", List.of(), ENGINES, ONE, ONE, OptionalInt.empty(), MINUTE);
    refused("at least one engine", SETS, List.of(), ONE, ONE, OptionalInt.empty(), MINUTE);
    refused("at least one batch size", SETS, ENGINES, List.of(), ONE, OptionalInt.empty(), MINUTE);
    refused("at least one number of threads", SETS, ENGINES, ONE, List.of(), OptionalInt.empty(), MINUTE);
  }

  @Test
  void nothingIsMeasuredTwice() {
    refused("each engine is named once", SETS, List.of("java", "java"), ONE, ONE, OptionalInt.empty(),
        MINUTE);
    refused("each batch size is named once", SETS, ENGINES, List.of(4, 4), ONE, OptionalInt.empty(), MINUTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_000_000})
  void numbersOutOfRangeAreRefused(int number) {
    refused("a batch size is 1 to", SETS, ENGINES, List.of(number), ONE, OptionalInt.empty(), MINUTE);
    refused("a number of threads is 1 to", SETS, ENGINES, ONE, List.of(number), OptionalInt.empty(), MINUTE);
    refused("a number of rounds is 1 to", SETS, ENGINES, ONE, ONE, OptionalInt.of(number), MINUTE);
    refused("1 second to 24 hours", SETS, ENGINES, ONE, ONE, OptionalInt.empty(), Duration.ofSeconds(number));
  }

  private static void refused(String why, List<Parameters> sets, List<String> engines, List<Integer> batches,
      List<Integer> threads, OptionalInt rounds, Duration budget) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchPlan(sets, engines, batches, threads, rounds, budget, Set.of()))
        .withMessageContaining(why);
  }
}
