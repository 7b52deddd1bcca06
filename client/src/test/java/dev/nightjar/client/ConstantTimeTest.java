package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.Jumps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What works with bits of a key, with noise or with messages has the jumps of its loops and public checks alone. */
class ConstantTimeTest {
  @ParameterizedTest
  @CsvSource({
      "KeyBits, take, 2, two loops",
      "KeyBits, mask, 0, nothing",
      "KeyBits, inner, 3, three loops",
      "KeyBits, addWhereSet, 2, two loops",
      "KeyBits, wipe, 1, a loop",
      "SecretStream, nextBitMasks, 2, two loops",
      "SecretStream, addNoise, 2, two loops",
      "KeyProduct, of, 3, three loops",
      "KeyProduct, limb, 0, nothing",
      "KeyProduct, multiplyAdd, 1, a loop",
      "GlweCoefficients, ternary, 1, a loop",
      "GlweCoefficients, coefficient, 1, whether the set is ternary",
      "GlweCoefficients, inner, 1, whether the set is ternary",
      "GlweCoefficients, addMultiple, 1, whether the set is ternary",
      "TernaryKey, draw, 1, whole keys that are drawn anew",
      "TernaryKey, isLight, 2, a loop and the weight of the whole key",
      "LevelledKeyRows, encrypt, 6, whether a row is one of the square",
      "LevelledKeyRows, addSquare, 1, a loop",
      "LevelledKeyRows, addImage, 1, a loop",
      "SecretStream, nextTernary, 2, two loops",
      "BlockBinaryKey, put, 0, nothing",
      "BlockBinaryKey, isLight, 2, a loop and the weight of the whole key",
      "UniformKey, isLight, 2, a loop and the weight of the whole key",
      "UniformKey, hasLightPairs, 2, a loop and the pairs of the whole key",
      "KeyswitchingNoise, add, 0, nothing",
      "EvaluationKeyRows, message, 1, the number of a GGSW ciphertext",
      "EvaluationKeyRows, ggswRow, 1, the number of a row",
      "EvaluationKeyRows, keyswitching, 2, two loops",
      "Decryptor, lambda$phases$0, 1, a loop over ciphertexts"})
  void aMethodJumpsOnlyForWhatIsPublic(String type, String method, int jumps, String reason) throws Exception {
    assertThat(Jumps.of(Class.forName("dev.nightjar.client." + type), method).jumps()).as(reason).isEqualTo(jumps);
  }
}
