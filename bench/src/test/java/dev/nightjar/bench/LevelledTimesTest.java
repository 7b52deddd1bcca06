package dev.nightjar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.params.ParameterCatalogue;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelledTimesTest {
  @ParameterizedTest
  @ValueSource(strings = {"plain", "vector"})
  void everyPartOfALevelledSetHasItsTime(String kernel) {
    LevelledTimes times = LevelledTimes.measure(ParameterCatalogue.byId("NJL1_P").orElseThrow(),
        Optional.of(kernel), 1);
    assertThat(times.kernel()).startsWith(kernel);
    assertThat(times.parts()).hasSizeGreaterThan(6)
        .allSatisfy(time -> assertThat(time.micros().min()).isPositive());
    assertThat(times.parts()).filteredOn(time -> time.name().startsWith("scheme switch")).singleElement()
        .satisfies(time -> assertThat(times.slotMicros()).isGreaterThan(time.micros().median()));
  }

  @Test
  void aSetWithBootstrapsIsRefused() {
    assertThatThrownBy(() -> LevelledTimes.measure(ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow(),
        Optional.of("plain"), 1)).hasMessageContaining("NJ1_M1_P64 is not levelled");
  }
}
