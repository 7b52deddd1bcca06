package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Property;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultSpecTest {
  @ParameterizedTest
  @CsvSource({
      // deltaLog2, signed, phase, integer
      "60, false, 0, 0", "60, true, 0, 0",
      "60, true, 576460752303423487, 0", "60, true, 576460752303423488, 1", "60, true, -576460752303423488, 0",
      "60, true, -576460752303423489, -1", "60, false, -576460752303423489, 15", "60, false, -576460752303423488, 0",
      "60, true, 8070450532247928832, 7", "60, true, 9223372036854775807, -8", "60, false, 9223372036854775807, 8",
      "60, true, -9223372036854775808, -8", "60, false, -1152921504606846976, 15",
      "63, true, -9223372036854775808, -1", "63, false, -9223372036854775808, 1", "63, true, 4611686018427387903, 0",
      "63, true, 4611686018427387904, -1", "63, false, -4611686018427387904, 0",
      "1, true, 1, 1", "1, true, -1, 0", "1, true, -2, -1", "1, false, -2, 9223372036854775807",
      "1, true, 9223372036854775807, -4611686018427387904"})
  void thePhaseIsRoundedToTheNearestInteger(int delta, boolean signed, long phase, long integer) {
    assertThat(new ResultSpec(delta, signed, 0, 1).integer(phase)).isEqualTo(integer);
  }

  @Test
  void everyIntegerInRangeSurvivesNoiseBelowTheMargin() {
    Property.forAll(1000, random -> {
      ResultSpec spec = new ResultSpec(1 + random.nextInt(63), random.nextBoolean(), 0, 1);
      int bits = 64 - spec.deltaLog2();
      long v = spec.signed() ? random.nextLong() >> 64 - bits : random.nextLong() >>> 64 - bits;
      long half = 1L << spec.deltaLog2() - 1;
      long noise = random.nextLong(-half, half);
      assertThat(spec.integer((v << spec.deltaLog2()) + noise)).isEqualTo(v);
      assertThat(spec.margin()).isEqualTo(BigInteger.valueOf(half).doubleValue() / 0x1p64);
    });
  }

  @Test
  void noiseAtTheMarginGivesAnotherInteger() {
    ResultSpec spec = new ResultSpec(60, true, 0, 1);
    long half = 1L << 59;
    assertThat(spec.integer((3L << 60) + half)).isEqualTo(4);
    assertThat(spec.integer((3L << 60) - half)).isEqualTo(3);
    assertThat(spec.integer((3L << 60) - half - 1)).isEqualTo(2);
    assertThat(spec.margin()).isEqualTo(1.0 / 32);
  }

  @ParameterizedTest
  @CsvSource({"0,0,1", "64,0,1", "-1,0,1", "2147483647,0,1", "60,-1,1", "60,-2147483648,1", "60,0,NaN",
      "60,0,Infinity", "60,0,-Infinity"})
  void everyFieldIsChecked(int delta, int score, double scale) {
    assertRefused(ErrorCode.INVALID_MODEL, () -> new ResultSpec(delta, true, score, scale),
        "not " + delta + ", " + score + ", " + scale);
  }
}
