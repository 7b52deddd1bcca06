package dev.nightjar.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UploadPaceTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theTimeGrowsWithTheBytesThatArrivedAndNothingElse() {
    UploadPace pace = new UploadPace(Duration.ofMinutes(10), 1000);
    assertThat(pace.deadline(BEGUN, 1)).isEqualTo(BEGUN.plusSeconds(600).plusMillis(1));
    assertThat(pace.deadline(BEGUN, 27_000_000)).isEqualTo(BEGUN.plusSeconds(600 + 27_000));
    assertThat(UploadPace.of(Duration.ZERO).deadline(BEGUN, 8192)).isEqualTo(BEGUN.plusSeconds(1));
  }

  @Test
  void anAnnouncementHasThreeMinutesOrLess() {
    assertThat(UploadPace.of(Duration.ofMinutes(10)).deadline(BEGUN, 0)).isEqualTo(BEGUN.plusSeconds(180));
    assertThat(UploadPace.of(Duration.ofSeconds(5)).deadline(BEGUN, 0)).isEqualTo(BEGUN.plusSeconds(5));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> UploadPace.of(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UploadPace(Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
