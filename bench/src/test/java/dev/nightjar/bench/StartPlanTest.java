package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartPlanTest {
  private static final JvmLaunch LAUNCH = new JvmLaunch("JDK 17", Path.of("java"), List.of());
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void aPlanWithoutAJdkIsRefused() {
    refused("at least one JDK", List.of(), 1, MINUTE);
  }

  @Test
  void twoLaunchesOfOneNameAreRefused() {
    refused("named once", List.of(LAUNCH, LAUNCH), 1, MINUTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001})
  void aNumberOfStartsOutOfRangeIsRefused(int starts) {
    refused("a number of starts is 1 to 1000, not " + starts, List.of(LAUNCH), starts, MINUTE);
  }

  @Test
  void aLimitThatIsOverAtOnceIsRefused() {
    refused("must be positive", List.of(LAUNCH), 1, Duration.ZERO);
  }

  private static void refused(String why, List<JvmLaunch> launches, int starts, Duration limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> new StartPlan(launches, starts, List.of(), limit))
        .withMessageContaining(why);
  }
}
