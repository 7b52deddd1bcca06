package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeLimitsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final CallerLimits ALL = CallerLimits.DEFAULT.withOpenUploads(3).withOpenBytes(4).withKeyBytes(5)
      .withUnknownUids(6);

  @Test
  void eachLimitCanBeChangedAlone() {
    RuntimeLimits limits = RuntimeLimits.DEFAULT.withKeyBytes(2000).withQueryBytes(3000).withJsonBytes(4000)
        .withDeadline(MINUTE).withCallers(ALL);
    assertThat(limits).isEqualTo(new RuntimeLimits(1 << 20, 2000, 3000, 4000, MINUTE, ALL));
  }

  @Test
  void aCallerHasAQuarterOfTheStoreForUploadsAndHalfOfItForKeysUnlessSetOtherwise() {
    assertThat(CallerLimits.DEFAULT.openBytesOf(1000)).isEqualTo(250);
    assertThat(CallerLimits.DEFAULT.keyBytesOf(1000)).isEqualTo(500);
    assertThat(ALL.openUploads()).isEqualTo(3);
    assertThat(ALL.openBytesOf(1000)).isEqualTo(4);
    assertThat(ALL.keyBytesOf(1000)).isEqualTo(5);
    assertThat(ALL.unknownUids()).isEqualTo(6);
    assertThat(CallerLimits.DEFAULT.unknownUids()).isEqualTo(1000);
  }

  @Test
  void aLimitOutOfRangeIsRefused() {
    for (Runnable bad : List.<Runnable>of(
        () -> new RuntimeLimits(1023, 2000, 2000, 2000, MINUTE, CallerLimits.DEFAULT),
        () -> RuntimeLimits.DEFAULT.withKeyBytes(1023),
        () -> RuntimeLimits.DEFAULT.withKeyBytes(1L << 31),
        () -> RuntimeLimits.DEFAULT.withQueryBytes(1023),
        () -> RuntimeLimits.DEFAULT.withJsonBytes(1023),
        () -> CallerLimits.DEFAULT.withOpenUploads(0),
        () -> CallerLimits.DEFAULT.withOpenBytes(0),
        () -> CallerLimits.DEFAULT.withKeyBytes(0),
        () -> CallerLimits.DEFAULT.withUnknownUids(0),
        () -> RuntimeLimits.DEFAULT.withDeadline(Duration.ZERO),
        () -> RuntimeLimits.DEFAULT.withDeadline(Duration.ofSeconds(-1)))) {
      assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
