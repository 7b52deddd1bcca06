package dev.nightjar.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class KeyReferenceTest {
  @Test
  void aLaterKeyUnderTheSameUidIsAnotherOne() {
    assertThat(new KeyReference(new Uid(7), 1)).isEqualTo(new KeyReference(new Uid(7), 1))
        .isNotEqualTo(new KeyReference(new Uid(7), 2)).isNotEqualTo(new KeyReference(new Uid(8), 1));
  }

  @Test
  void referencesWithoutAUidOrWithANegativeGenerationAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> new KeyReference(null, 0)).withMessage("uid");
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyReference(new Uid(7), -1)).withMessageContaining("-1");
  }
}
