package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Setting;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.params.KeyFamily;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompileRequestTest {
  private static final double[][] ROWS = {{1, 2}, {3, 4}};

  private static CompileRequest request(String name, double[][] rows, int bits, int failure) {
    return CompileRequest.builder(name, rows).bits(bits).failureLog2(failure).build();
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

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, 99, Double.NaN})
  void anAgreementThatIsNoShareIsRefused(double agreement) {
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> CompileRequest.builder("m", ROWS).agreement(agreement).build(),
        "from 0 to 1, not " + agreement);
  }

  @Test
  void keysAreUniformUnlessAskedFor() {
    assertThat(request("m", ROWS, 0, -64).keys()).isEqualTo(KeyFamily.UNIFORM);
    assertThatNullPointerException()
        .isThrownBy(() -> CompileRequest.builder("m", ROWS).bits(6).keys(null).build());
  }

  @Test
  void aStrategyIsKeptUntilItIsTakenBack() {
    CompileRequest asked = CompileRequest.builder("m", ROWS).strategy(Strategy.FERNS).build();
    assertThat(asked.strategy()).contains("ferns");
    assertThat(asked.toBuilder(ROWS).build().strategy()).contains("ferns");
    assertThat(asked.toBuilder(ROWS).withoutStrategy().build().strategy()).isEmpty();
    assertThat(request("m", ROWS, 6, -64).strategy()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ferns", "levelled bits", "a123456789012345678901234567890123", "\u0435"})
  void whatIsNoNameOfAStrategyIsRefused(String name) {
    assertRefused(ErrorCode.INVALID_NAME, () -> CompileRequest.builder("m", ROWS).strategy(name), "'" + name + "'");
  }

  @Test
  void aBadNameNoRowsAndNoQuantizerAreRefused() {
    assertRefused(ErrorCode.INVALID_NAME, () -> request("../m", ROWS, 6, -64));
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request("m", new double[0][], 6, -64), "at least one row");
    assertThatNullPointerException().isThrownBy(() -> CompileRequest.builder("m", ROWS).quantizer(null));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    CompileRequest plain = CompileRequest.builder("m", ROWS).build();
    assertThat(plain.name()).isEqualTo("m");
    assertThat(plain.calibration()).isSameAs(ROWS);
    assertThat(plain.bits()).isZero();
    assertThat(plain.quantizer()).isEqualTo(Quantizer.AUTO);
    assertThat(plain.agreement()).isEqualTo(0.99);
    assertThat(plain.failureLog2()).isEqualTo(-64);
    assertThat(plain.options()).isEmpty();
    CompileRequest all = CompileRequest.builder("m", ROWS).bits(7).quantizer(Quantizer.THRESHOLDS).failureLog2(-128)
        .agreement(0).keys(KeyFamily.BLOCK_BINARY).option("depth", "3").build();
    assertThat(all.bits()).isEqualTo(7);
    assertThat(all.quantizer()).isEqualTo(Quantizer.THRESHOLDS);
    assertThat(all.agreement()).isZero();
    assertThat(all.failureLog2()).isEqualTo(-128);
    assertThat(all.keys()).isEqualTo(KeyFamily.BLOCK_BINARY);
    assertThat(all.options()).isEqualTo(Map.of("depth", "3"));
  }

  @Test
  void aBuiltRequestDoesNotChangeWithItsBuilderAndItsOptionsAreFixed() {
    CompileRequest.Builder builder = CompileRequest.builder("m", ROWS).option("a", "1");
    CompileRequest built = builder.build();
    builder.option("a", "2").option("b", "3");
    assertThat(built.options()).isEqualTo(Map.of("a", "1"));
    assertThatThrownBy(() -> built.options().put("c", "4")).isInstanceOf(UnsupportedOperationException.class);
    assertThatNullPointerException().isThrownBy(() -> builder.option(null, "1"));
    assertThatNullPointerException().isThrownBy(() -> builder.option("a", null));
    assertThatNullPointerException().isThrownBy(() -> CompileRequest.builder("m", null));
  }

  @Test
  void anOptionIsATextOrAWholeNumberInItsRange() {
    CompileRequest request = CompileRequest.builder("m", ROWS).options(Map.of("order", "size", "depth", "3")).build();
    assertThat(request.option("order")).contains("size");
    assertThat(request.option("other")).isEmpty();
    assertThat(request.option("depth", 5, 3, 3)).isEqualTo(3);
    assertThat(request.option("other", 5, 1, 9)).isEqualTo(5);
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request.option("depth", 5, 4, 9),
        "option 'depth' is a whole number from 4 to 9, not '3'");
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request.option("depth", 2, 1, 2), "from 1 to 2, not '3'");
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> request.option("order", 5, 1, 9), "not 'size'");
  }

  @Test
  void optionsThatThePluginDoesNotDeclareAreRefusedWithThoseThatItDoes() {
    ModelPlugin none = new Plugin(List.of());
    ModelPlugin two = new Plugin(List.of(new Setting("order", List.of("depth", "size"), "which node is first"),
        new Setting("cells", List.of(), "cells of a table")));
    CompileRequest.builder("m", ROWS).build().requireKnownOptions(none);
    CompileRequest.builder("m", ROWS).option("order", "size").option("cells", "x").build().requireKnownOptions(two);
    CompileRequest unknown = CompileRequest.builder("m", ROWS).option("depth", "3").build();
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> unknown.requireKnownOptions(none),
        "'mine' has no option 'depth'; it has none");
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> unknown.requireKnownOptions(two),
        "'mine' has no option 'depth'; it has order=depth|size, cells=VALUE");
    CompileRequest wrong = CompileRequest.builder("m", ROWS).option("order", "breadth").build();
    assertRefused(ErrorCode.NOT_COMPILABLE, () -> wrong.requireKnownOptions(two),
        "takes order=depth|size, not 'breadth'");
  }

  /** A plugin that has these options and nothing else. */
  private record Plugin(List<Setting> options) implements ModelPlugin {
    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public String kind() {
      return "mine";
    }

    @Override
    public boolean supports(ImportedModel model) {
      return false;
    }

    @Override
    public CompiledModel compile(ImportedModel model, CompileRequest request) {
      throw new UnsupportedOperationException();
    }
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
