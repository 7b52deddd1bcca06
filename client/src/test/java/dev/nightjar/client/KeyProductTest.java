package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.MaskStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyProductTest {
  /** Coefficient t of Σ A_c S_c modulo X^N + 1, from the definition. */
  private static long coefficient(long[] masks, long[] key, int size, int t) {
    long sum = 0;
    for (int c = 0; c < key.length; c += size) {
      for (int i = 0; i < size; i++) {
        if (key[c + i] != 0) {
          sum += i <= t ? masks[c + t - i] : -masks[c + size + t - i];
        }
      }
    }
    return sum;
  }

  private static long[] keyBits(int count, String label) {
    long[] key = new long[count];
    try (SecretRandom random = TestKeys.random(label); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
      stream.nextBitMasks(key);
    }
    return key;
  }

  private static void requireExact(long[] masks, long[] key, int size, int step) {
    try (KeyProduct product = new KeyProduct(size, GlweCoefficients.binary(key.clone()))) {
      long[] found = product.of(masks, 0);
      for (int t = 0; t < size; t += step) {
        assertThat(found[t]).as("coefficient %d", t).isEqualTo(coefficient(masks, key, size, t));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"256,1,1", "256,3,1", "512,4,1", "1024,2,1", "2048,1,1", "4096,1,5", "16384,4,331",
      "65536,1,331"})
  void productsOfRandomMasksAreExact(int size, int k, int step) {
    long[] masks = new long[k * size];
    new MaskStream(new byte[16]).row(1, masks.length, masks, 0);
    requireExact(masks, keyBits(masks.length, "product"), size, step);
  }

  /** Limbs of the largest magnitude, all of one sign: the largest coefficients that a product can have. */
  @ParameterizedTest
  @CsvSource({"2048,1,7", "4096,1,31", "65536,1,997"})
  void productsOfTheLargestLimbsWithAKeyOfOnesAreExact(int size, int k, int step) {
    long[] key = new long[k * size];
    Arrays.fill(key, -1);
    long largestOfTwo = 1L << 63 | 1L << 31;
    long mixedOfTwo = (1L << 63) - 1 >>> 32 << 32 | 1L << 31;
    long negativeOfThree = 1L << 21 | 1L << 42 | 1L << 63;
    long positiveOfThree = (1L << 21) - 1 | 1L << 21 | ((1L << 20) - 1) << 22 | ((1L << 20) - 1) << 43;
    for (long word : new long[] {largestOfTwo, mixedOfTwo, negativeOfThree, positiveOfThree, -1L, Long.MIN_VALUE,
        Long.MAX_VALUE, 1L}) {
      long[] masks = new long[k * size];
      Arrays.fill(masks, word);
      requireExact(masks, key, size, step);
    }
  }

  @ParameterizedTest
  @CsvSource({"256, 1, 2, 0.02", "1024, 2, 2, 0.15", "2048, 1, 2, 0.15", "4096, 1, 2, 0.34", "512, 8, 2, 0.27",
      "8192, 1, 3, 0.001", "2048, 4, 3, 0.001", "65536, 1, 3, 0.01"})
  void limbsAreSoManyThatTheProvenErrorIsBelowAHalf(int size, int k, int limbs, double most) {
    try (KeyProduct product = new KeyProduct(size, GlweCoefficients.binary(new long[k * size]))) {
      assertThat(product.limbs()).isEqualTo(limbs);
      assertThat(product.largestError()).isBetween(most / 4, most);
    }
  }

  @Test
  void productsWithTernaryKeysAreExact() {
    int size = 2048;
    long[] key = new long[size];
    try (SecretRandom random = TestKeys.random("ternary"); SecretStream stream = random.stream()) {
      stream.seek(SecretRandom.Domain.GLWE_KEY, 0);
      stream.nextTernary(key);
    }
    long[] masks = new long[size];
    new MaskStream(new byte[16]).row(4, size, masks, 0);
    try (KeyProduct product = new KeyProduct(size, GlweCoefficients.ternary(key.clone()))) {
      long[] found = product.of(masks, 0);
      for (int t = 0; t < size; t++) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
          sum += key[i] * (i <= t ? masks[t - i] : -masks[size + t - i]);
        }
        assertThat(found[t]).as("coefficient %d", t).isEqualTo(sum);
      }
    }
  }

  @Test
  void aMultiplierCanBeUsedAgainAndReadsFromAnOffset() {
    int size = 256;
    long[] key = keyBits(size, "again");
    long[] masks = new long[3 * size];
    new MaskStream(new byte[16]).row(2, masks.length, masks, 0);
    try (KeyProduct product = new KeyProduct(size, GlweCoefficients.binary(key.clone()))) {
      product.of(masks, 0);
      long[] second = product.of(masks, size).clone();
      long[] window = Arrays.copyOfRange(masks, size, 2 * size);
      for (int t = 0; t < size; t++) {
        assertThat(second[t]).isEqualTo(coefficient(window, key, size, t));
      }
    }
  }

  @Test
  void closingWipesTheKeysTransformAndTheProduct() {
    int size = 256;
    long[] masks = new long[size];
    new MaskStream(new byte[16]).row(3, size, masks, 0);
    KeyProduct product = new KeyProduct(size, GlweCoefficients.binary(keyBits(size, "wipe")));
    long[] buffer = product.of(masks, 0);
    product.close();
    assertThat(buffer).containsOnly(0);
    assertThat(product.of(masks, 0)).as("a product with the wiped key").containsOnly(0);
  }
}
