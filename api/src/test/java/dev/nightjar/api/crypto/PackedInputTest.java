package dev.nightjar.api.crypto;

import static dev.nightjar.api.Refusals.assertRefused;
import static dev.nightjar.api.TestObjects.seed;
import static dev.nightjar.api.TestObjects.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.TestObjects;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedInputTest {
  private static final Parameters P = TestObjects.tall();

  @Test
  void theExpandedQueryIsMaskPolynomialsAndBodyForEachCiphertext() {
    long[] full = TestObjects.query(P, 3).expand();
    assertThat(full).hasSize(3 * 3 * 256);
    for (int g = 0; g < 3; g++) {
      long[] mask = new long[512];
      new MaskStream(seed(0x0d)).row(g, 512, mask, 0);
      assertThat(Arrays.copyOfRange(full, g * 768, g * 768 + 512)).isEqualTo(mask);
      assertThat(Arrays.copyOfRange(full, g * 768 + 512, g * 768 + 768))
          .isEqualTo(Arrays.copyOfRange(words(0x1d, 768), g * 256, g * 256 + 256));
    }
  }

  @Test
  void anExpandedQueryOverwritesAllThatAnArrayHeld() {
    PackedInput query = TestObjects.query(P, 3);
    long[] used = new long[query.expandedWords()];
    Arrays.fill(used, -1);
    query.expand(used);
    assertThat(used).isEqualTo(query.expand());
    assertThatIllegalArgumentException().isThrownBy(() -> query.expand(new long[used.length - 1]))
        .withMessageContaining("take " + used.length + " words, not " + (used.length - 1));
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] mine = seed(5);
    long[] bodies = new long[256];
    PackedInput input = new PackedInput(P, mine, bodies);
    mine[0] = 1;
    bodies[0] = 1;
    input.seed()[0] = 1;
    input.bodies()[0] = 1;
    assertThat(input.seed()).isEqualTo(seed(5));
    assertThat(input.bodies()).containsOnly(0);
    assertThat(input.count()).isEqualTo(1);
    assertThat(input.parameters()).isEqualTo(P);
    assertThat(input).hasToString("PackedInput[1 GLWE, insecure-tall]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 257, 511, 1025 * 256})
  void bodiesThatAreNotOneTo1024WholePolynomialsAreRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> new PackedInput(P, seed(1), new long[length]), "not " + length);
  }

  @Test
  void the1024CiphertextsThatAreAllowedAreTaken() {
    assertThat(new PackedInput(P, seed(1), new long[1024 * 256]).count()).isEqualTo(PackedInput.MAX_CIPHERTEXTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17})
  void aSeedOfAnotherLengthIsRefused(int length) {
    assertRefused(ErrorCode.SHAPE_MISMATCH, () -> new PackedInput(P, new byte[length], new long[256]),
        "16 bytes, not " + length);
  }
}
