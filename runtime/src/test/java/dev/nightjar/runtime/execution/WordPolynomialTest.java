package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.primitives.NegacyclicFft;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPolynomialTest {
  /** In Z/2^64[X]/(X^N + 1), by the definition. */
  private static long[] schoolbook(long[] ternary, long[] words) {
    int n = words.length;
    long[] product = new long[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        product[(i + j) % n] += (i + j < n ? 1 : -1) * ternary[i] * words[j];
      }
    }
    return product;
  }

  private static long[] product(long[] ternary, long[] words) {
    int n = words.length;
    NegacyclicFft fft = new NegacyclicFft(n);
    WordPolynomial polynomial = new WordPolynomial(fft, n, words, 0);
    double[] re = Arrays.stream(ternary, 0, n / 2).asDoubleStream().toArray();
    double[] im = Arrays.stream(ternary, n / 2, n).asDoubleStream().toArray();
    fft.forward(re, im);
    long[] product = new long[n];
    for (int limb = 0; limb < WordPolynomial.LIMBS; limb++) {
      double[] sumRe = new double[n / 2];
      double[] sumIm = new double[n / 2];
      polynomial.multiplyAdd(limb, re, im, sumRe, sumIm);
      fft.backward(sumRe, sumIm);
      WordPolynomial.add(limb, sumRe, sumIm, product);
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
      assertThat(product(ternary, words)).isEqualTo(schoolbook(ternary, words));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 1L << 21, (1L << 21) - 1, 1L << 42, (1L << 43) - 1})
  void theLargestCoefficientsAreExactToo(long word) {
    long[] ones = new long[4096];
    Arrays.fill(ones, 1);
    long[] words = new long[4096];
    Arrays.fill(words, word);
    assertThat(product(ones, words)).isEqualTo(schoolbook(ones, words));
  }
}
