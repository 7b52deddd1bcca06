package dev.nightjar.api.engine;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products in plain Java are those of the integers modulo 2^64, to the last bit. */
class ExactProductsTest extends ProductsContract {
  @Override
  protected Products products(IntegerPolynomials factors) {
    return new ExactProducts(factors);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 16, 21, 22, 31, 32})
  void limbsMakeUpTheWordAndAreNoLargerThanTheBoundTakesThemToBe(int bits) {
    LongStream.concat(new SplittableRandom(bits).longs(2000),
        LongStream.of(0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x8000_0000_8000_0000L)).forEach(word -> {
          long sum = 0;
          for (int i = 0; i < LimbBound.limbs(bits); i++) {
            long limb = LimbBound.limb(word, i, bits);
            assertThat(Math.abs(limb)).isLessThanOrEqualTo(1L << bits - 1);
            sum += limb << i * bits;
          }
          assertThat(sum).isEqualTo(word);
        });
  }

  @ParameterizedTest
  @CsvSource({"1, 31", "11, 21", "20, 12"})
  void largerWeightsTakeShorterLimbs(int bits, int expected) {
    long[] factors = new long[2048];
    Arrays.fill(factors, 1L << bits - 1);
    assertThat(LimbBound.bits(new IntegerPolynomials(2048, 1, 1, factors))).isEqualTo(expected);
  }

  @Test
  void weightsThatNoLimbIsShortEnoughForAreRefused() {
    long[] factors = new long[2048];
    Arrays.fill(factors, 1L << 40);
    IntegerPolynomials large = new IntegerPolynomials(2048, 1, 1, factors);
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ExactProducts(large), "too large", "fewer bits");
  }

  @Test
  void matricesThatAreNoneAreRefused() {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new IntegerPolynomials(24, 1, 1, new long[24]), "24");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new IntegerPolynomials(16, 0, 1, new long[0]), "0 rows");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new IntegerPolynomials(16, 2, 1, new long[16]), "16 numbers");
    assertRefused(ErrorCode.INVALID_MODEL, () -> new IntegerPolynomials(16, 1 << 30, 1 << 30, new long[16]), "rows");
  }
}
