package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"iris", "iris:1", "a.b-c_d:999999999"})
  void aModelIsNamedWithOrWithoutAVersion(String text) {
    assertThat(ModelAddress.parse(text)).hasToString(text);
  }

  @Test
  void nameAndVersionAreApart() {
    assertThat(ModelAddress.parse("iris:12"))
        .isEqualTo(new ModelAddress(new ModelName("iris"), OptionalInt.of(12)));
    assertThat(ModelAddress.parse("iris").version()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ":", ":1", "../x", "iris:", "iris:0", "iris:01", "iris:-1", "iris:1:2", "iris:1000000000",
      "iris:two", "iris:1/../x"})
  void whatNamesNoModelIsRefused(String text) {
    assertThatThrownBy(() -> ModelAddress.parse(text)).isInstanceOf(NightjarException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_000_000_000})
  void aVersionOutOfRangeIsRefused(int version) {
    ModelName name = new ModelName("iris");
    assertThatThrownBy(() -> new ModelAddress(name, OptionalInt.of(version))).isInstanceOf(NightjarException.class)
        .hasMessageContaining("from 1 to 999999999");
  }
}
