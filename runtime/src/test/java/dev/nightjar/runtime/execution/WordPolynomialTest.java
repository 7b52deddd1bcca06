package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.primitives.NegacyclicFft;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordPolynomialTest {
  /** In Z/2^64[X]/(X^N + 1), by the definition. */
  private static long[] schoolbook(long[] small, long[] words) {
    int n = words.length;
    long[] product = new long[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        product[(i + j) % n] += (i + j < n ? 1 : -1) * small[i] * words[j];
      }
    }
    return product;
  }

  private static long[] product(long[] small, int boundLog2, long[] words) {
    int n = words.length;
    NegacyclicFft fft = new NegacyclicFft(n);
    WordPolynomial.Limbs limbs = WordPolynomial.Limbs.of(n, 1, boundLog2);
    WordPolynomial polynomial = new WordPolynomial(limbs, n);
    polynomial.set(fft, small, 0);
    polynomial.set(fft, words, 0);
    double[] re = Arrays.stream(small, 0, n / 2).asDoubleStream().toArray();
    double[] im = Arrays.stream(small, n / 2, n).asDoubleStream().toArray();
    fft.forward(re, im);
    long[] product = new long[n];
    for (int limb = 0; limb < limbs.count(); limb++) {
      double[] sumRe = new double[n / 2];
      double[] sumIm = new double[n / 2];
      polynomial.multiplyAdd(limb, re, im, sumRe, sumIm);
      fft.backward(sumRe, sumIm);
      WordPolynomial.add(limbs, limb, sumRe, sumIm, product);
    }
    return product;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 256, 512, 2048, 4096})
  void productsAreExact(int n) {
    SplittableRandom random = new SplittableRandom(n);
    for (int repeat = 0; repeat < 3; repeat++) {
      long[] ternary = random.longs(n, -1, 2).toArray();
      long[] words = random.longs(n).toArray();
      assertThat(product(ternary, 0, words)).isEqualTo(schoolbook(ternary, words));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "8, 3", "14, 4", "16, 5"})
  void productsWithWideCoefficientsAreExact(int boundLog2, int limbs) {
    assertThat(WordPolynomial.Limbs.of(2048, 2, boundLog2).count()).isEqualTo(limbs);
    SplittableRandom random = new SplittableRandom(boundLog2);
    long[] wide = random.longs(2048, -(1L << boundLog2), (1L << boundLog2) + 1).toArray();
    long[] words = random.longs(2048).toArray();
    assertThat(product(wide, boundLog2, words)).isEqualTo(schoolbook(wide, words));
  }

  /** As many limbs as that takes, whatever the bound: also so many that each is a few bits. */
  @ParameterizedTest
  @ValueSource(ints = {20, 28, 33})
  void theLargestWideCoefficientsAreExact(int boundLog2) {
    long[] wide = new long[512];
    Arrays.fill(wide, 1L << boundLog2);
    for (long word : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0x5555_5555_5555_5555L}) {
      long[] words = new long[512];
      Arrays.fill(words, word);
      assertThat(product(wide, boundLog2, words)).isEqualTo(schoolbook(wide, words));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 1L << 21, (1L << 21) - 1, 1L << 42, (1L << 43) - 1})
  void theLargestCoefficientsAreExactToo(long word) {
    long[] ones = new long[4096];
    Arrays.fill(ones, 1);
    long[] words = new long[4096];
    Arrays.fill(words, word);
    assertThat(product(ones, 0, words)).isEqualTo(schoolbook(ones, words));
  }
}
