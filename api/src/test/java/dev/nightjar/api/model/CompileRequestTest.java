package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.params.KeyFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompileRequestTest {
  private static final double[][] ROWS = {{1, 2}, {3, 4}};

  private static CompileRequest request(String name, double[][] rows, int bits, int failure) {
    return new CompileRequest(name, rows, bits, Quantizer.UNIFORM, failure);
  }

  @Test
  void theLimitsAreTaken() {
    assertThat(request("m", ROWS, 0, -10).bits()).isZero();
    assertThat(request("m", ROWS, 12, -256).failureLog2()).isEqualTo(-256);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 13, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void bitsOutOfRangeAreRefused(int bits) {
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request("m", ROWS, bits, -64), "not " + bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {-9, 0, 64, -257, Integer.MIN_VALUE})
  void aFailureBoundOutOfRangeIsRefused(int failure) {
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request("m", ROWS, 6, failure), "not 2^" + failure);
  }

  @Test
  void keysAreUniformUnlessAskedFor() {
    assertThat(request("m", ROWS, 0, -64).keys()).isEqualTo(KeyFamily.UNIFORM);
    assertThatNullPointerException()
        .isThrownBy(() -> new CompileRequest("m", ROWS, 6, Quantizer.UNIFORM, -64, null));
  }

  @Test
  void aBadNameNoRowsAndNoQuantizerAreRefused() {
    assertRefused(ErrorCode.INVALID_NAME, () -> request("../m", ROWS, 6, -64));
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request("m", new double[0][], 6, -64), "at least one row");
    assertThatNullPointerException().isThrownBy(() -> new CompileRequest("m", ROWS, 6, null, -64));
  }

  @Test
  void rowsMustHaveTheFeaturesOfTheModelAndBeFinite() {
    request("m", ROWS, 6, -64).requireFeatures(2);
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request("m", ROWS, 6, -64).requireFeatures(3),
        "row 0 has 2 features; the model takes 3");
    assertRefused(ErrorCode.NOT_COMPILABLE,
        () -> request("m", new double[][] {{1, 2}, {3}}, 6, -64).requireFeatures(2), "row 1 has 1 features");
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(ErrorCode.NOT_COMPILABLE,
          () -> request("m", new double[][] {{1, 2}, {3, bad}}, 6, -64).requireFeatures(2), "row 1 holds " + bad);
    }
  }
}
