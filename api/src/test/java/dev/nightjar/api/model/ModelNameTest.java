package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "9", "spam-tree_v1.2",
      "a234567890123456789012345678901234567890123456789012345678901234"})
  void namesThatAreAllowedAreTaken(String name) {
    assertThat(new ModelName(name)).hasToString(name);
    assertThat(new ModelName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ".", "..", "a..b", ".a", "-a", "_a", "a/b", "a\\b", "a b", "a\n", "a\0", "é", "a%2e",
      "ａ", "a2345678901234567890123456789012345678901234567890123456789012345"})
  void aNameThatCouldBeAPathOrWorseIsRefused(String name) {
    NightjarException e = catchThrowableOfType(NightjarException.class, () -> new ModelName(name));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
    assertThat(e).hasMessageContaining("1 to 64 letters");
  }
}
