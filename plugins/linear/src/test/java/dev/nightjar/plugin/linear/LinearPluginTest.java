package dev.nightjar.plugin.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.RangeRule;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinearPluginTest {
  private final LinearPlugin plugin = new LinearPlugin();
  private final SplittableRandom random = new SplittableRandom(9);

  private LinearModel model(int scores, int features) {
    double[][] w = new double[scores][];
    for (int o = 0; o < scores; o++) {
      w[o] = random.doubles(features, -3, 3).toArray();
    }
    return new LinearModel(w, random.doubles(scores, -50, 50).toArray(), Task.regression());
  }

  private double[][] rows(int count, int features) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = random.doubles(features, -10, 30).toArray();
    }
    return rows;
  }

  private static CompileRequest request(double[][] rows, int bits, int failureLog2) {
    return CompileRequest.builder("test", rows).bits(bits).quantizer(Quantizer.UNIFORM).failureLog2(failureLog2)
        .build();
  }

  /** Eight bits over 0 to 255, so that a level is a whole number. */
  private static CompileRequest wholeNumbers(double[][] rows) {
    return CompileRequest.builder("test", rows).bits(8).quantizer(Quantizer.UNIFORM).ranges(RangeRule.EXACT).build();
  }

  private static double[] scores(CompiledModel m, double[] x) {
    return m.client().scores(m.clearIntegers(x));
  }

  @Test
  void thePluginIsFoundAsAService() {
    assertThat(ServiceLoader.load(ModelPlugin.class)).anyMatch(LinearPlugin.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 8", "1, 30, 8", "3, 10, 8", "2, 100, 6", "1, 2500, 4", "5, 7, 12"})
  void scoresAreCloseToTheFloatModels(int scores, int features, int bits) {
    LinearModel model = model(scores, features);
    double[][] rows = rows(200, features);
    CompiledModel compiled = plugin.compile(model, request(rows, bits, -64));
    assertThat(compiled.circuit().keyParts()).isEmpty();
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    // Half a step of each feature, and rounding of weights.
    double step = 40.0 / ((1 << bits) - 1);
    for (double[] x : rows) {
      double[] expected = model.scores(x);
      double[] actual = scores(compiled, x);
      for (int o = 0; o < scores; o++) {
        double bound = 0;
        for (double w : model.weights()[o]) {
          bound += Math.abs(w) * step / 2 + 3 * 40.0 / 2047;
        }
        assertThat(actual[o]).isCloseTo(expected[o], within(bound));
      }
    }
  }

  @Test
  void integersOfTheGridAreExactUpToTheWeights() {
    LinearModel model = new LinearModel(new double[][] {{2047, -1024, 0, 3}}, new double[] {0.125},
        Task.regression());
    double[][] corners = {{0, 0, 0, 0}, {255, 255, 255, 255}};
    CompiledModel compiled = plugin.compile(model, wholeNumbers(corners));
    for (int i = 0; i < 500; i++) {
      double[] x = random.doubles(4, 0, 256).map(Math::floor).toArray();
      assertThat(scores(compiled, x)).containsExactly(model.scores(x), within(1e-6));
    }
  }

  @Test
  void sumsAtBothEndsOfTheirRangeDoNotWrap() {
    LinearModel model = new LinearModel(new double[][] {{5, -7, 11}}, new double[] {0}, Task.regression());
    double[][] corners = {{0, 0, 0}, {255, 255, 255}};
    CompiledModel compiled = plugin.compile(model, wholeNumbers(corners));
    double[] lowest = {0, 255, 0};
    double[] highest = {255, 0, 255};
    assertThat(compiled.clearIntegers(lowest)).containsExactly(0);
    assertThat(scores(compiled, lowest)[0]).isCloseTo(-7 * 255, within(2.0));
    assertThat(scores(compiled, highest)[0]).isCloseTo(16 * 255, within(2.0));
    assertThat(scores(compiled, new double[] {1e9, -1e9, 1e9})[0]).isCloseTo(16 * 255, within(2.0));
  }

  @Test
  void featuresThatCannotMatterGetNoSlot() {
    LinearModel model = new LinearModel(new double[][] {{1, 0, 2}, {0, 0, -1}}, new double[] {0, 0},
        Task.regression());
    CompiledModel compiled = plugin.compile(model, request(new double[][] {{0, 0, 0}, {1, 1, 1}}, 0, -64));
    assertThat(compiled.client().layout().feature()).containsExactly(0, 2);
  }

  @Test
  void aScoreThatNeverVariesHasNoCiphertext() {
    LinearModel model = new LinearModel(new double[][] {{1, 2}, {0, 0}}, new double[] {0, 42},
        Task.regression());
    CompiledModel compiled = plugin.compile(model, request(new double[][] {{0, 0}, {1, 1}}, 0, -64));
    assertThat(compiled.client().results()).hasSize(1);
    assertThat(scores(compiled, new double[] {1, 1})[1]).isEqualTo(42);
  }

  @Test
  void aStricterBoundTakesLongerWordsOrFewerWeightBits() {
    LinearModel model = model(1, 30);
    double[][] rows = rows(50, 30);
    int loose = plugin.compile(model, request(rows, 0, -20)).circuit().outputBits();
    CompiledModel strict = plugin.compile(model, request(rows, 0, -256));
    assertThat(strict.failure().failureLog2()).isLessThanOrEqualTo(-256);
    assertThat(strict.circuit().outputBits()).isGreaterThanOrEqualTo(loose);
  }

  private static CompileRequest.Builder searched(double[][] rows) {
    return CompileRequest.builder("test", rows);
  }

  /** Root-mean-square difference of the first score over rows, as a share of the score's deviation. */
  private static double error(LinearModel model, CompiledModel compiled, double[][] rows) {
    return 1 - Agreement.with(model.task(), Arrays.stream(rows).map(model::scores).toArray(double[][]::new))
        .of(Arrays.stream(rows).map(row -> scores(compiled, row)).toArray(double[][]::new));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 30", "3, 10", "1, 2500"})
  void bySearchErrorsAreSmallAndValuesBeyondTheCalibrationRowsCount(int scores, int features) {
    LinearModel model = model(scores, features);
    CompiledModel compiled = plugin.compile(model, searched(rows(200, features)).build());
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(compiled.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    double[][] wide = rows(300, features);
    for (double[] row : wide) {
      Arrays.setAll(row, f -> 1.8 * row[f]);
    }
    assertThat(error(model, compiled, rows(300, features))).isLessThan(0.006);
    // Sums of thousands of features leave no room for wider ranges.
    assertThat(error(model, compiled, wide)).isLessThan(features > 1000 ? 1 : 0.006);
  }

  @Test
  void aRowFarOutsideDoesNotEraseTheColumns() {
    LinearModel model = model(1, 10);
    double[][] rows = rows(200, 10);
    double[][] outlier = rows.clone();
    outlier[7] = new double[10];
    Arrays.fill(outlier[7], 1e12);
    CompiledModel compiled = plugin.compile(model, searched(outlier).build());
    rows[7] = rows[8];
    assertThat(error(model, compiled, rows)).isLessThan(0.01);
  }

  @Test
  void aFewRowsAreWidenedMoreAndAColumnWithoutVarianceToo() {
    LinearModel model = new LinearModel(new double[][] {{2, -1, 3}}, new double[1], Task.regression());
    double[][] rows = rows(12, 3);
    for (double[] row : rows) {
      row[2] = 0;
    }
    CompiledModel compiled = plugin.compile(model, searched(rows).build());
    double[][] wide = rows(200, 3);
    for (double[] row : wide) {
      row[0] *= 3;
      row[1] *= -3;
    }
    assertThat(error(model, compiled, wide)).isLessThan(0.01);
  }

  @Test
  void bitsRangesAndAgreementThatAreAskedForHold() {
    LinearModel model = model(1, 5);
    double[][] rows = rows(300, 5);
    CompiledModel five = plugin.compile(model, searched(rows).bits(5).build());
    assertThat(five.client().quantizers()).allMatch(q -> q.levels() == 32);
    CompiledModel exact = plugin.compile(model, searched(rows).ranges(RangeRule.EXACT).build());
    double least = Arrays.stream(rows).mapToDouble(row -> row[0]).min().orElseThrow();
    assertThat(((Uniform) exact.client().quantizers().get(0)).min()).isCloseTo(least, within(1e-9));
    CompiledModel close = plugin.compile(model, searched(rows).agreement(0.9999).build());
    assertThat(error(model, close, rows)).isLessThan(0.0005);
  }

  @Test
  void theModelIsHiddenUnlessItIsToBeOpen() {
    LinearModel model = model(2, 30);
    double[][] rows = rows(50, 30);
    CompiledModel hidden = plugin.compile(model, request(rows, 0, -64));
    CompiledModel open = plugin.compile(model,
        CompileRequest.builder("test", rows).quantizer(Quantizer.UNIFORM).modelPrivacy(ModelPrivacy.NONE).build());
    assertThat(hidden.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(open.client().privacy()).isEqualTo(ModelPrivacy.NONE);
    assertThat(hidden.circuit().nodes()).isEqualTo(open.circuit().nodes());
    assertThat(hidden.failure().failureLog2()).isBetween(open.failure().failureLog2(), -64.0);
  }

  /** Sums that fill the torus leave no room for a flood beside 12-bit weights. */
  @Test
  void weightsGetFewerBitsWhereAFloodNeedsTheRoom() {
    LinearModel model = model(1, 2000);
    double[][] rows = rows(10, 2000);
    CompiledModel hidden = plugin.compile(model, request(rows, 12, -128));
    assertThat(hidden.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(hidden.failure().failureLog2()).isLessThanOrEqualTo(-128);
  }

  private void assertRefused(LinearModel model, CompileRequest request, String words) {
    assertThatThrownBy(() -> plugin.compile(model, request)).isInstanceOf(NightjarException.class)
        .hasMessageContaining(words).extracting(e -> ((NightjarException) e).code())
        .isEqualTo(ErrorCode.NOT_COMPILABLE);
  }

  @Test
  void aModelOfZerosIsRefused() {
    assertRefused(new LinearModel(new double[1][2], new double[1], Task.regression()),
        request(rows(2, 2), 0, -64), "every weight");
  }

  @Test
  void theThresholdsQuantizerIsRefused() {
    assertRefused(model(1, 2), CompileRequest.builder("m", rows(2, 2)).quantizer(Quantizer.THRESHOLDS).build(),
        "uniform");
  }

  @Test
  void calibrationOfAnotherWidthOrWithNaNIsRefused() {
    assertRefused(model(1, 2), request(rows(2, 3), 0, -64), "3 features");
    assertRefused(model(1, 1), request(new double[][] {{Double.NaN}}, 0, -64), "NaN");
  }

  @Test
  void aModelOfAnotherKindIsRefused() {
    TreeEnsemble tree = new TreeEnsemble(1, new double[1],
        List.of(new TreeEnsemble.Tree.Leaf(new double[1])), Task.regression());
    assertThat(plugin.supports(tree)).isFalse();
    assertThatThrownBy(() -> plugin.compile(tree, request(rows(1, 1), 0, -64)))
        .isInstanceOf(NightjarException.class).hasMessageContaining("decision tree");
  }

  private static CompileRequest packable(double[][] rows, ModelPrivacy privacy, Quantizer quantizer) {
    return CompileRequest.builder("test", rows).modelPrivacy(privacy).quantizer(quantizer).build();
  }

  @ParameterizedTest
  @CsvSource({"1500, 20, 15", "10, 64, 1", "40, 400, 8", "300, 3, 1"})
  void manyScoresShareMasksWhereAnswersAreOpen(int scores, int features, int masks) {
    LinearModel model = model(scores, features);
    double[][] rows = rows(20, features);
    CompiledModel packed = plugin.compile(model, packable(rows, ModelPrivacy.NONE, Quantizer.UNIFORM));
    assertThat(packed.failure().failureLog2()).isLessThanOrEqualTo(-64);
    int words = packed.circuit().outputBits() / 8;
    assertThat(EncryptedResultCodec.encodedBytes(packed.circuit())).isEqualTo(80 + (masks * 2048L + scores) * words);
    CompiledModel hidden = plugin.compile(model, packable(rows, ModelPrivacy.HIDDEN, Quantizer.UNIFORM));
    assertThat(hidden.clearIntegers(rows[0])).isEqualTo(packed.clearIntegers(rows[0]));
    // Many weights of 12 bits leave noise that the floods of many scores with a common mask would not drown.
    assertThat(hidden.circuit().packing().isPresent()).isEqualTo(features < 400);
    if (features < 400) {
      assertThat(hidden.circuit().packing().orElseThrow().ciphertexts()).isGreaterThanOrEqualTo(masks);
      assertHiddenWell(hidden);
    }
  }

  /** Bodies of a mask tell of one secret, of which enough is left. */
  private static void assertHiddenWell(CompiledModel hidden) {
    assertThat(hidden.failure().failureLog2()).isLessThanOrEqualTo(-64);
    AnswerLeak leak = AnswerLeak.of(hidden.circuit());
    assertThat(leak.outputsOfMask()).isGreaterThan(1);
    assertThat(leak.maskBits() - leak.outputsOfMask() * leak.bodyBits()).isGreaterThanOrEqualTo(128);
    assertThat(leak.dishonestMaskBits()).isGreaterThanOrEqualTo(128);
    assertThat(leak.noiseAnswersLog2()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void twentyHiddenClassesOf64FeaturesAnswerWithOneMask() {
    LinearModel model = model(20, 64);
    double[][] rows = rows(200, 64);
    CompiledModel hidden = plugin.compile(model, packable(rows, ModelPrivacy.HIDDEN, Quantizer.AUTO))
        .withShortestQuery(-64).withShortestAnswer(-64);
    assertHiddenWell(hidden);
    assertThat(EncryptedResultCodec.encodedBytes(hidden.circuit())).isLessThan(10 * 1024);
    assertThat(PackedInputCodec.encodedBytes(hidden.circuit())).isLessThan(64 * 1024);
  }

  @ParameterizedTest
  @EnumSource(ModelPrivacy.class)
  void sixtyFourClassesOf20FeaturesAnswerWithOneMask(ModelPrivacy privacy) {
    CompiledModel compiled = plugin.compile(model(64, 20), packable(rows(200, 20), privacy, Quantizer.AUTO))
        .withShortestQuery(-64).withShortestAnswer(-64);
    if (privacy == ModelPrivacy.HIDDEN) {
      assertHiddenWell(compiled);
    }
    assertThat(compiled.circuit().packing().orElseThrow().ciphertexts()).isOne();
    assertThat(EncryptedResultCodec.encodedBytes(compiled.circuit())).isLessThan(10 * 1024);
    assertThat(PackedInputCodec.encodedBytes(compiled.circuit())).isLessThan(49 * 1024);
  }

  @Test
  void aSearchedGridLeavesRoomForPackedScores() {
    LinearModel model = model(40, 20);
    double[][] rows = rows(50, 20);
    CompiledModel packed = plugin.compile(model, packable(rows, ModelPrivacy.NONE, Quantizer.AUTO));
    assertThat(packed.circuit().packing()).isPresent();
    assertThat(packed.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(scores(packed, rows[3])[7]).isCloseTo(model.scores(rows[3])[7], within(30.0));
  }

  /** Of few rows ranges are widened much, for which longer words are taken where that costs little. */
  @ParameterizedTest
  @CsvSource({"3, 3", "200, 4"})
  void longAnswersAreNotDoubledForWiderRanges(int scores, int masks) {
    LinearModel model = model(scores, 30);
    double[][] rows = rows(40, 30);
    CompiledModel hidden = plugin.compile(model, packable(rows, ModelPrivacy.HIDDEN, Quantizer.AUTO))
        .withShortestQuery(-64).withShortestAnswer(-64);
    assertThat(EncryptedResultCodec.encodedBytes(hidden.circuit())).isLessThan((masks * 2048L + scores) * 36 / 8 + 200);
    assertThat(hidden.notes()).doesNotContain(Map.entry("ranges widened", "1 times"));
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "3, 4", "50, 1025", "5, 500"})
  void fewScoresOrManyFeaturesTravelAsBefore(int scores, int features) {
    CompiledModel compiled = plugin.compile(model(scores, features),
        packable(rows(20, features), ModelPrivacy.NONE, Quantizer.UNIFORM));
    assertThat(compiled.circuit().packing()).isEmpty();
    assertThat(compiled.notes()).extracting(Map.Entry::getKey).doesNotContain("packed answers");
  }
}
