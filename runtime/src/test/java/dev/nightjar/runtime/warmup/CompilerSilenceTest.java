package dev.nightjar.runtime.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** By a clock on which a pause takes 20 ms. */
class CompilerSilenceTest {
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private long millis;

  /** How long it waits where compilers are busy until then, and take this share of the time in percent. */
  private long waited(long busyMillis, int percent, boolean over) {
    millis = 0;
    new CompilerSilence(() -> Math.min(millis, busyMillis) * percent / 100, () -> millis * 1_000_000,
        () -> millis += 20).await(LONGEST, () -> over);
    return millis;
  }

  private long waited(long busyMillis, boolean over) {
    return waited(busyMillis, 100, over);
  }

  @Test
  void itWaitsUntilHardlyAnythingWasCompiledForAWhile() {
    assertThat(waited(0, false)).isEqualTo(300);
    assertThat(waited(500, false)).isEqualTo(780);
    assertThat(waited(100_000, 8, false)).as("some is always compiled").isEqualTo(300);
    assertThat(waited(100_000, 12, false)).isEqualTo(LONGEST.toMillis());
  }

  @Test
  void itDoesNotWaitForEverAndNotForWhatIsClosed() {
    assertThat(waited(100_000, false)).isEqualTo(LONGEST.toMillis());
    assertThat(waited(100_000, true)).isZero();
  }
}
