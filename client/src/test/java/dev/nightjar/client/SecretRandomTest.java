package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.nightjar.api.params.TUniform;
import dev.nightjar.client.SecretRandom.Domain;
import java.math.BigInteger;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SecretRandomTest {
  private static byte[] draw(SecretRandom random, Domain domain, long index, int length) {
    byte[] bytes = new byte[length];
    try (SecretStream stream = random.stream()) {
      stream.seek(domain, index);
      stream.nextBytes(bytes, 0, length);
    }
    return bytes;
  }

  @Test
  void aStreamIsTheDocumentedRangeOfAesCounterMode() throws Exception {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
    byte[] counter = {3, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0};
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
    byte[] expected = aes.update(new byte[20000]);

    try (SecretRandom random = SecretRandom.deterministic(key)) {
      assertThat(draw(random, Domain.BOOTSTRAPPING_KEY, 0x102, 20000)).isEqualTo(expected);
    }
  }

  @Test
  void readingInPiecesGivesTheSameBytesAsReadingAtOnce() {
    try (SecretRandom random = TestKeys.random("pieces"); SecretStream stream = random.stream()) {
      byte[] pieces = new byte[1000];
      stream.seek(Domain.CIPHERTEXT, 5);
      for (int at = 0; at < 1000; at += 50) {
        stream.nextBytes(pieces, at, 50);
      }
      assertThat(pieces).isEqualTo(draw(random, Domain.CIPHERTEXT, 5, 1000));
    }
  }

  @Test
  void streamsOfOtherNumbersOrDomainsDiffer() {
    try (SecretRandom random = TestKeys.random("differ")) {
      assertThat(draw(random, Domain.GLWE_KEY, 0, 32)).isNotEqualTo(draw(random, Domain.LWE_KEY, 0, 32));
      assertThat(draw(random, Domain.GLWE_KEY, 0, 32)).isNotEqualTo(draw(random, Domain.GLWE_KEY, 1, 32));
    }
  }

  @Test
  void generatorsFromTheSystemDiffer() {
    try (SecretRandom a = SecretRandom.fromSystem(); SecretRandom b = SecretRandom.fromSystem()) {
      assertThat(draw(a, Domain.GLWE_KEY, 0, 32)).isNotEqualTo(draw(b, Domain.GLWE_KEY, 0, 32));
      assertThat(a.publicSeed()).isNotEqualTo(b.publicSeed()).isNotEqualTo(a.publicSeed());
    }
  }

  @Test
  void publicSeedsOfADeterministicGeneratorAreReproducibleAndDistinct() {
    try (SecretRandom a = TestKeys.random("seeds"); SecretRandom b = TestKeys.random("seeds")) {
      byte[] first = a.publicSeed();
      assertThat(first).hasSize(16).isEqualTo(b.publicSeed());
      assertThat(a.publicSeed()).isNotEqualTo(first).isEqualTo(b.publicSeed());
    }
  }

  @Test
  void bitMasksAreTheBitsOfTheStreamFromTheLeastSignificantOn() {
    try (SecretRandom random = TestKeys.random("bits"); SecretStream stream = random.stream()) {
      long[] masks = new long[70001];
      stream.seek(Domain.LWE_KEY, 0);
      stream.nextBitMasks(masks);
      byte[] bytes = draw(random, Domain.LWE_KEY, 0, 8751);
      for (int i = 0; i < masks.length; i++) {
        assertThat(masks[i]).isEqualTo((bytes[i / 8] >> i % 8 & 1) == 1 ? -1L : 0L);
      }
    }
  }

  @Test
  void noiseOfEveryBoundFollowsFromTheBytesAsDocumented() {
    try (SecretRandom random = TestKeys.random("noise"); SecretStream stream = random.stream()) {
      for (int b = 0; b <= 62; b++) {
        int width = (b + 2 + 7) / 8;
        int count = 1500;
        long[] noise = new long[count + 2];
        stream.seek(Domain.CIPHERTEXT, b);
        stream.addNoise(new TUniform(b), noise, 1, count);
        byte[] bytes = draw(random, Domain.CIPHERTEXT, b, count * width);
        assertThat(noise[0]).isZero();
        assertThat(noise[count + 1]).isZero();
        for (int i = 0; i < count; i++) {
          assertThat(noise[1 + i]).isEqualTo(expectedNoise(bytes, i * width, width, b));
        }
      }
    }
  }


  private static long expectedNoise(byte[] bytes, int at, int width, int b) {
    byte[] bigEndian = new byte[width];
    for (int i = 0; i < width; i++) {
      bigEndian[i] = bytes[at + width - 1 - i];
    }
    BigInteger r = new BigInteger(1, bigEndian).mod(BigInteger.ONE.shiftLeft(b + 2));
    return r.shiftRight(1).add(r.and(BigInteger.ONE)).subtract(BigInteger.ONE.shiftLeft(b)).longValueExact();
  }

  @Test
  void theNarrowestNoiseHasItsThreeValuesWithWeightsOneTwoOne() {
    long[] noise = new long[40000];
    try (SecretRandom random = TestKeys.random("narrow"); SecretStream stream = random.stream()) {
      stream.seek(Domain.CIPHERTEXT, 0);
      stream.addNoise(new TUniform(0), noise, 0, noise.length);
    }
    assertThat(Arrays.stream(noise).filter(e -> e == -1).count()).isBetween(9700L, 10300L);
    assertThat(Arrays.stream(noise).filter(e -> e == 0).count()).isBetween(19650L, 20350L);
    assertThat(Arrays.stream(noise).filter(e -> e == 1).count()).isBetween(9700L, 10300L);
  }

  @Test
  void aClosedGeneratorOpensNoStreamAndAClosedStreamGivesNothing() {
    SecretRandom random = TestKeys.random("closed");
    SecretStream stream = random.stream();
    stream.seek(Domain.GLWE_KEY, 0);
    stream.close();
    assertThatIllegalStateException().isThrownBy(() -> stream.nextBytes(new byte[1], 0, 1));
    random.close();
    assertThatIllegalStateException().isThrownBy(random::stream);
  }

  @Test
  void aStreamThatWasNotPositionedGivesNothing() {
    try (SecretRandom random = TestKeys.random("unpositioned"); SecretStream stream = random.stream()) {
      assertThatIllegalStateException().isThrownBy(() -> stream.nextBytes(new byte[1], 0, 1));
    }
  }

  @Test
  void aGeneratorKeyOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SecretRandom.deterministic(new byte[16]))
        .withMessageContaining("32 bytes, not 16");
  }
}
