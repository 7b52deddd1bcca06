package dev.nightjar.runtime.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkClockTest {
  private long worked = 500;
  private long passed = 70;

  @Test
  void itGoesByTheWorkOfThisJvm() {
    WorkClock clock = new WorkClock(() -> worked, () -> passed);
    assertThat(clock.getAsLong()).isZero();
    passed += 1000;
    worked += 300;
    assertThat(clock.getAsLong()).isEqualTo(300);
    worked += 1700;
    assertThat(clock.getAsLong()).isEqualTo(2000);
  }

  @Test
  void itGoesOnWhereTheJvmGetsAlmostNothing() {
    WorkClock clock = new WorkClock(() -> worked, () -> passed);
    passed += 1000;
    worked += 20;
    assertThat(clock.getAsLong()).isEqualTo(100);
  }

  @Test
  void itIsTheClockWhereWorkIsNotKnown() {
    worked = -1;
    WorkClock clock = new WorkClock(() -> worked, () -> passed);
    passed += 1000;
    assertThat(clock.getAsLong()).isEqualTo(1000);
    assertThat(WorkClock.ofThisJvm().getAsLong()).isNotNegative();
  }
}
