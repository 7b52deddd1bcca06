package dev.nightjar.api.engine;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Products} of every engine keep: they are those of the integers, to the last bit. */
public abstract class ProductsContract {
  /** Products of the implementation. */
  protected abstract Products products(IntegerPolynomials factors);

  /** By the definition. */
  private static long[] expected(IntegerPolynomials f, int components, long[] in) {
    int n = f.polynomialSize();
    long[] out = new long[f.outputs() * components * n];
    for (int o = 0; o < f.outputs(); o++) {
      for (int i = 0; i < f.inputs(); i++) {
        for (int d = 0; d < n; d++) {
          long w = f.coefficient(o, i, d);
          for (int c = 0; c < components && w != 0; c++) {
            int to = (o * components + c) * n;
            int from = (i * components + c) * n;
            for (int j = 0; j < n; j++) {
              int at = d + j;
              out[to + at % n] += at < n ? w * in[from + j] : -w * in[from + j];
            }
          }
        }
      }
    }
    return out;
  }

  private static IntegerPolynomials factors(SplittableRandom random, int n, int outputs, int inputs, int bits) {
    return new IntegerPolynomials(n, outputs, inputs,
        random.longs((long) n * outputs * inputs, -(1L << bits - 1), (1L << bits - 1) + 1).toArray());
  }

  @ParameterizedTest
  @CsvSource({"2048, 3, 1, 1, 12", "2048, 1, 2, 1, 8", "1024, 2, 3, 2, 13", "256, 4, 4, 3, 16", "512, 2, 1, 3, 20",
      "2048, 2, 1, 1, 1"})
  void productsAreThoseOfTheIntegers(int n, int outputs, int inputs, int components, int bits) {
    SplittableRandom random = new SplittableRandom(n + bits);
    IntegerPolynomials factors = factors(random, n, outputs, inputs, bits);
    long[] in = random.longs((long) inputs * components * n).toArray();
    long[] before = in.clone();
    long[] out = random.longs((long) outputs * components * n).toArray();
    try (Products products = products(factors)) {
      products.multiply(components, in, out);
      assertThat(products.memoryBytes()).isPositive();
    }
    assertThat(out).isEqualTo(expected(factors, components, in));
    assertThat(in).isEqualTo(before);
  }

  /** All coefficients as large as they can be, in the direction in which they add up: as a hostile query may be. */
  @Test
  void theLargestWordsAreMultipliedExactlyToo() {
    int n = 2048;
    long[] weights = new long[n];
    Arrays.fill(weights, (1L << 11) - 1);
    IntegerPolynomials factors = new IntegerPolynomials(n, 1, 1, weights);
    for (long word : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0x7fff_7fff_7fff_7fffL, -1, 1L << 31}) {
      long[] in = new long[n];
      Arrays.fill(in, word);
      long[] out = new long[n];
      try (Products products = products(factors)) {
        products.multiply(1, in, out);
      }
      assertThat(out).isEqualTo(expected(factors, 1, in));
    }
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    try (Products products = products(factors(new SplittableRandom(1), 256, 2, 3, 8))) {
      assertRefused(ErrorCode.SHAPE_MISMATCH, () -> products.multiply(1, new long[3 * 256], new long[256]), "256");
      assertRefused(ErrorCode.SHAPE_MISMATCH, () -> products.multiply(1, new long[2 * 256], new long[2 * 256]), "512");
      assertRefused(ErrorCode.SHAPE_MISMATCH, () -> products.multiply(2, new long[3 * 256], new long[2 * 256]));
      assertRefused(ErrorCode.SHAPE_MISMATCH, () -> products.multiply(0, new long[0], new long[0]));
    }
  }
}
