package dev.nightjar.api.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NegacyclicFftTest {
  private static final int SIZE = 2048;
  private static final long LARGEST = 1L << 31;

  /** Factors of 32-bit limbs and keys: random ones, and those that give the largest coefficients and sums. */
  static Stream<Arguments> factors() {
    long[] random = new long[2 * SIZE];
    long state = 1;
    for (int i = 0; i < random.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      random[i] = state >> 32;
    }
    return Stream.of(
        Arguments.of("random, ternary", of(i -> random[i]), of(i -> random[SIZE + i] % 3 % 2)),
        Arguments.of("largest, all one", of(i -> LARGEST), of(i -> 1)),
        Arguments.of("largest, ones of the sign of a column", of(i -> i == 0 ? LARGEST : -LARGEST), of(i -> 1)),
        Arguments.of("largest in turns", of(i -> (i & 1) == 0 ? LARGEST : -LARGEST), of(i -> 1 - 2 * (i & 1))),
        Arguments.of("largest, random signs", of(i -> random[i] < 0 ? LARGEST : -LARGEST),
            of(i -> random[SIZE + i] < 0 ? 1 : -1)));
  }

  private static long[] of(IntToLongFunction coefficient) {
    long[] polynomial = new long[SIZE];
    Arrays.setAll(polynomial, coefficient);
    return polynomial;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("factors")
  void productsAreAsCloseAsTheBoundSays(String what, long[] x, long[] y) {
    NegacyclicFft fft = new NegacyclicFft(SIZE);
    double[] found = product(fft, x, y);
    double worst = 0;
    for (int t = 0; t < SIZE; t++) {
      worst = Math.max(worst, Math.abs(found[t] - coefficient(x, y, t)));
    }
    double bound = fft.productError(1) * norm(x) * norm(y);
    assertThat(worst).as("the largest of %d errors, bound %.3g", SIZE, bound).isLessThanOrEqualTo(bound)
        .isGreaterThan(bound / 1e5);
    assertThat(bound).as("coefficients of 32-bit limbs and ternary keys are rounded to the integer").isLessThan(0.151);
  }

  private static double[] product(NegacyclicFft fft, long[] x, long[] y) {
    int half = SIZE / 2;
    double[][] values = new double[4][half];
    for (int j = 0; j < half; j++) {
      values[0][j] = x[j];
      values[1][j] = x[half + j];
      values[2][j] = y[j];
      values[3][j] = y[half + j];
    }
    fft.forward(values[0], values[1]);
    fft.forward(values[2], values[3]);
    for (int j = 0; j < half; j++) {
      double re = values[0][j] * values[2][j] - values[1][j] * values[3][j];
      values[1][j] = values[0][j] * values[3][j] + values[1][j] * values[2][j];
      values[0][j] = re;
    }
    fft.backward(values[0], values[1]);
    double[] out = Arrays.copyOf(values[0], SIZE);
    System.arraycopy(values[1], 0, out, half, half);
    return out;
  }

  private static long coefficient(long[] x, long[] y, int t) {
    long sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += i <= t ? y[i] * x[t - i] : -y[i] * x[SIZE + t - i];
    }
    return sum;
  }

  private static double norm(long[] x) {
    return Math.sqrt(Arrays.stream(x).mapToDouble(v -> (double) v * v).sum());
  }

  /** The proof takes factors to be wrong by at most 5.7 units of 2^-53. */
  @Test
  void aConstantComesBackWithinTheBoundForOneStageEach() {
    for (int size = 2; size <= 65536; size *= 2) {
      NegacyclicFft fft = new NegacyclicFft(size);
      double[] re = new double[size / 2];
      double[] im = new double[size / 2];
      re[size / 4] = 1;
      fft.forward(re, im);
      for (int j = 0; j < size / 2; j++) {
        assertThat(Math.hypot(re[j], im[j])).as("a value of X^%d, N = %d", size / 4, size)
            .isBetween(1 - fft.productError(1) / 3, 1 + fft.productError(1) / 3);
      }
    }
  }

  @Test
  void theBoundGrowsWithTheNumberOfProductsAndTheLogarithmOfTheSize() {
    double unit = 0x1p-53;
    NegacyclicFft fft = new NegacyclicFft(SIZE);
    assertThat(fft.productError(1) / unit).isBetween(300.0, 301.0);
    assertThat(fft.productError(101) - fft.productError(1)).isBetween(100 * unit, 101 * unit);
    assertThat(new NegacyclicFft(2 * SIZE).productError(1) - fft.productError(1)).isBetween(27 * unit, 28 * unit);
    assertThatIllegalArgumentException().isThrownBy(() -> fft.productError(0)).withMessageContaining("not 0");
  }

  @Test
  void aSizeThatIsNoPowerOfTwoIsRefused() {
    for (int size : new int[] {0, 1, 3, -2, 2049}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new NegacyclicFft(size))
          .withMessageContaining("not " + size);
    }
  }
}
