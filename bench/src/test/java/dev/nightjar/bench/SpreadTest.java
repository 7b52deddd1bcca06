package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quantilesAreThoseOfStatisticsProgramsWhateverTheOrder() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(4, 1, 1.75, 2.5, 3.25, 4));
    assertThat(Spread.of(List.of(5.0, 1.0, 9.0))).isEqualTo(new Spread(3, 1, 3, 5, 7, 9));
  }

  @Test
  void oneSampleIsAllItsQuantiles() {
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(1, 7, 7, 7, 7, 7));
  }

  @Test
  void noSamplesHaveNoSpread() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }

  @Test
  void aSpreadPerMessageIsThatOfACallDividedByTheBatch() {
    Spread call = new Spread(4, 8, 12, 16, 24, 32);
    Measurement measurement = new Measurement("java", 1, 8, 0, call, null, null, List.of(8.0));
    assertThat(measurement.messageMillis()).isEqualTo(new Spread(4, 1, 1.5, 2, 3, 4));
  }
}
