package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;

class ImplementationsTest {
  @Test
  void theJdksIsChosenWhereItIsThere() {
    assertThat(Implementations.choose(() -> "jdk", () -> "pure")).isEqualTo("jdk");
  }

  @Test
  void thePureOneIsChosenWithoutTheAlgorithmAndWithoutTheClass() {
    assertThat(Implementations.choose(() -> {
      throw new NoSuchAlgorithmException("none");
    }, () -> "pure")).isEqualTo("pure");
    assertThat(Implementations.choose(() -> {
      throw new NoClassDefFoundError("none");
    }, () -> "pure")).isEqualTo("pure");
  }

  @Test
  void aFaultOfTheCallerIsNotHidden() {
    assertThatIllegalArgumentException().isThrownBy(() -> Implementations.choose(() -> {
      throw new IllegalArgumentException("bad key");
    }, () -> "pure")).withMessage("bad key");
    assertThatIllegalStateException().isThrownBy(() -> Implementations.choose(() -> {
      throw new java.io.IOException("odd");
    }, () -> "pure"));
  }
}
