package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.OtherJvm;
import dev.nightjar.api.primitives.AesCtr;
import dev.nightjar.client.FaultyProviders.Fault;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No key is made and nothing encrypted with a primitive that does not do what its name says. */
class FailClosedTest {
  @ParameterizedTest
  @CsvSource({
      "CIPHER_HOLDS_BYTES_BACK, AES/CTR/NoPadding of the security provider Faulty 1 gave 0 bytes of 21; it holds bytes",
      "CIPHER_GIVES_ZEROS, AES/CTR/NoPadding of the security provider Faulty 1 fails its self-test",
      "CIPHER_IS_WRONG_FOR_LONG_KEYS, AES/CTR/NoPadding of the security provider Faulty 1 fails its self-test",
      "DIGEST_IS_CONSTANT, SHA-256 of the security provider Faulty 1 fails its self-test",
      "RANDOM_IS_CONSTANT, SecureRandom NativePRNG of the security provider Faulty",
      "RANDOM_BEGINS_ALIKE, SecureRandom NativePRNG of the security provider Faulty begins alike"})
  void aFaultyProviderIsNamedWithTheRemedyAndNoKeyIsMade(Fault fault, String named) throws Exception {
    String output = OtherJvm.output(FaultyProviders.class, fault.name());
    assertThat(output).startsWith("key: SELF_TEST_FAILED: " + named)
        .contains("remove that provider from java.security").doesNotContain("made\n");
  }

  /** A source of randomness that repeats what it is given. */
  private static SecureRandom repeating(byte... bytes) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] out) {
        for (int i = 0; i < out.length; i++) {
          out[i] = bytes[i % bytes.length];
        }
      }
    };
  }

  @Test
  void randomnessThatRepeatsItselfIsRefusedAndWiped() {
    for (byte[] stuck : new byte[][] {{0}, {-1}, {1, 2, 3}}) {
      byte[] out = new byte[32];
      SecretKeyTest.refused(ErrorCode.SELF_TEST_FAILED, "the same bytes again",
          () -> SystemRandomness.fill(repeating(stuck), out));
      assertThat(out).containsOnly(0);
    }
  }

  @Test
  void generatorsThatBeginAlikeAreFound() {
    assertThat(SystemRandomness.differ(repeating((byte) 1), repeating((byte) 1))).isFalse();
    assertThat(SystemRandomness.differ(repeating((byte) 1), repeating((byte) 2))).isTrue();
  }

  @Test
  void soundRandomnessFillsTheWholeArray() {
    byte[] out = new byte[64];
    SystemRandomness.fill(SystemRandomness.open(), out);
    assertThat(Arrays.copyOfRange(out, 48, 64)).isNotEqualTo(new byte[16]);
  }

  @Test
  void theSelfTestOfSecretStreamsFailsUnderAnotherKey() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    try (AesCtr aes = AesCtr.of(key)) {
      assertThat(SecretStream.givesKnownAnswers(aes)).isTrue();
    }
    key[31] ^= 1;
    try (AesCtr aes = AesCtr.of(key)) {
      assertThat(SecretStream.givesKnownAnswers(aes)).isFalse();
    }
  }
}
