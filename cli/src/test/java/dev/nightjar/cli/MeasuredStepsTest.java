package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasuredStepsTest {
  @Test
  void whatIsTooShortToBeToldIsNotShownAsNoTime() {
    assertThat(MeasuredSteps.millis(0)).isEqualTo("< 0.001");
    assertThat(MeasuredSteps.millis(0.0007)).isEqualTo("< 0.001");
    assertThat(MeasuredSteps.millis(0.001)).isEqualTo("0.001");
    assertThat(MeasuredSteps.millis(12.3456)).isEqualTo("12.346");
    assertThat(MeasuredSteps.millis(Double.NaN)).isEqualTo("unknown");
  }
}
