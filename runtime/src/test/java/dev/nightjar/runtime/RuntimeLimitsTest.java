package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeLimitsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void eachLimitCanBeChangedAlone() {
    RuntimeLimits limits = RuntimeLimits.DEFAULT.withKeyBytes(2000).withQueryBytes(3000).withJsonBytes(4000)
        .withDeadline(MINUTE);
    assertThat(limits).isEqualTo(new RuntimeLimits(1 << 20, 2000, 3000, 4000, MINUTE));
  }

  @Test
  void aLimitOutOfRangeIsRefused() {
    for (Runnable bad : List.<Runnable>of(
        () -> new RuntimeLimits(1023, 2000, 2000, 2000, MINUTE),
        () -> RuntimeLimits.DEFAULT.withKeyBytes(1023),
        () -> RuntimeLimits.DEFAULT.withKeyBytes(1L << 31),
        () -> RuntimeLimits.DEFAULT.withQueryBytes(1023),
        () -> RuntimeLimits.DEFAULT.withJsonBytes(1023),
        () -> RuntimeLimits.DEFAULT.withDeadline(Duration.ZERO),
        () -> RuntimeLimits.DEFAULT.withDeadline(Duration.ofSeconds(-1)))) {
      assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
