package dev.nightjar.plugin.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompileRequest.Quantizer;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.NeighbourModel;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.model.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighboursPluginTest {
  private final NeighboursPlugin plugin = new NeighboursPlugin();
  private final SplittableRandom random = new SplittableRandom(4);

  /** Rows of numbers from 0 to 10 that are multiples of a step. */
  private double[][] rows(int count, int features, double step) {
    double[][] rows = new double[count][features];
    for (double[] row : rows) {
      Arrays.setAll(row, f -> Math.rint(random.nextDouble(10) / step) * step);
    }
    return rows;
  }

  /** Distances to stored rows, but for the norm of what is compared with them. */
  private static NeighbourModel model(double[][] stored, boolean voting) {
    double[][] weights = new double[stored.length][];
    double[] squares = new double[stored.length];
    for (int i = 0; i < stored.length; i++) {
      weights[i] = Arrays.stream(stored[i]).map(v -> -2 * v).toArray();
      squares[i] = Arrays.stream(stored[i]).map(v -> v * v).sum();
    }
    return new NeighbourModel(new LinearModel(weights, squares, Task.regression()), true, voting);
  }

  private static int[] order(double[] scores) {
    return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> scores[i]))
        .mapToInt(i -> i).toArray();
  }

  private static double[] scores(CompiledModel compiled, double[] row) {
    return compiled.client().scores(compiled.clearIntegers(row));
  }

  @Test
  void thePluginIsFoundAsAServiceAndNeedsNoKey() {
    assertThat(ServiceLoader.load(ModelPlugin.class)).anyMatch(NeighboursPlugin.class::isInstance);
    NeighbourModel model = model(rows(5, 3, 0.1), true);
    assertThat(plugin.supports(model)).isTrue();
    assertThat(plugin.supports(model.distances())).isFalse();
    assertThat(plugin.strategies(model)).containsExactly(Strategy.KEYLESS);
    CompiledModel compiled = plugin.compile(model, CompileRequest.builder("m", rows(50, 3, 0.1)).build());
    assertThat(compiled.circuit().keyParts()).isEmpty();
    assertThat(compiled.client().kind()).isEqualTo("neighbours");
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
  }

  @Test
  void distancesOfValuesInARasterAreExactButForOneTermThatAllHave() {
    double[][] stored = rows(40, 6, 0.1);
    CompiledModel compiled = plugin.compile(model(stored, true),
        CompileRequest.builder("m", rows(200, 6, 0.1)).build());
    for (double[] row : rows(20, 6, 0.1)) {
      double[] exact = model(stored, true).scores(row);
      double[] found = scores(compiled, row);
      double common = found[0] - exact[0];
      for (int i = 0; i < exact.length; i++) {
        assertThat(found[i] - exact[i]).isCloseTo(common, within(1e-9));
      }
    }
    assertThat(compiled.client().quantizers()).allMatch(q -> q instanceof Uniform u && u.step() == 0.1);
  }

  @Test
  void valuesOutsideOfARasterAreRoundedFinelyEnoughForTheNearestRow() {
    double[][] stored = rows(60, 5, 1e-7);
    double[][] calibration = rows(300, 5, 1e-7);
    CompiledModel votes = plugin.compile(model(stored, true), CompileRequest.builder("m", calibration).build());
    CompiledModel numbers = plugin.compile(model(stored, false), CompileRequest.builder("m", calibration).build());
    assertThat(numbers.client().resultBits()).isGreaterThan(votes.client().resultBits());
    int same = 0;
    for (double[] row : calibration) {
      double[] exact = model(stored, true).scores(row);
      same += order(exact)[0] == order(scores(votes, row))[0] ? 1 : 0;
      assertThat(order(scores(numbers, row))[0]).isEqualTo(order(exact)[0]);
    }
    assertThat(same).isGreaterThanOrEqualTo(295);
  }

  @Test
  void answersAreHiddenUnlessAskedOtherwiseAndManyDistancesShareAMask() {
    double[][] stored = rows(300, 4, 1);
    CompiledModel compiled = plugin.compile(model(stored, true),
        CompileRequest.builder("m", rows(100, 4, 1)).build());
    assertThat(compiled.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(compiled.circuit().packing().orElseThrow().ciphertexts()).isLessThan(10);
    CompiledModel open = plugin.compile(model(stored, true),
        CompileRequest.builder("m", rows(100, 4, 1)).modelPrivacy(ModelPrivacy.NONE).build());
    assertThat(open.client().privacy()).isEqualTo(ModelPrivacy.NONE);
  }

  @Test
  void bitsThatTheRequestNamesAreTaken() {
    double[][] stored = rows(10, 3, 0.1);
    CompiledModel compiled = plugin.compile(model(stored, true),
        CompileRequest.builder("m", rows(100, 3, 0.1)).bits(9).build());
    assertThat(compiled.client().quantizers()).allMatch(q -> q.levels() == 512);
    CompiledModel uniform = plugin.compile(model(stored, true),
        CompileRequest.builder("m", rows(100, 3, 0.1)).bits(7).quantizer(Quantizer.UNIFORM).build());
    assertThat(uniform.client().quantizers()).allMatch(q -> q.levels() == 128);
  }

  @Test
  void theReportSaysThatTheStoredRowsCanBeFoundOut() {
    CompiledModel compiled = plugin.compile(model(rows(10, 3, 1), true),
        CompileRequest.builder("m", rows(100, 3, 1)).build());
    assertThat(compiled.notes()).anySatisfy(note -> {
      assertThat(note.getKey()).isEqualTo("stored rows");
      assertThat(note.getValue()).startsWith("10,").contains("give the rows away");
    });
  }

  @Test
  void tooManyStoredRowsOrNumbersAreRefusedWithTheRemedy() {
    requireTooLarge(NeighboursPlugin.MAX_ROWS + 1, 1);
    requireTooLarge(8, NeighboursPlugin.MAX_NUMBERS / 8 + 1);
  }

  private void requireTooLarge(int count, int features) {
    NeighbourModel model = model(new double[count][features], true);
    CompileRequest request = CompileRequest.builder("m", new double[1][features]).build();
    assertThatThrownBy(() -> plugin.compile(model, request)).isInstanceOfSatisfying(NightjarException.class,
        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_COMPILABLE))
        .hasMessageContaining("at most 16,384 rows and 4,194,304 numbers").hasMessageContaining("train on fewer rows");
  }

  @Test
  void modelsAndQuantizersOfOtherKindsAreRefused() {
    NeighbourModel model = model(rows(5, 3, 1), true);
    CompileRequest request = CompileRequest.builder("m", rows(9, 3, 1)).build();
    assertThatThrownBy(() -> plugin.compile(model.distances(), request)).hasMessageContaining("compiles nearest");
    CompileRequest thresholds =
        CompileRequest.builder("m", rows(9, 3, 1)).quantizer(Quantizer.THRESHOLDS).build();
    assertThatThrownBy(() -> plugin.compile(model, thresholds)).hasMessageContaining("no thresholds");
    CompileRequest narrow = CompileRequest.builder("m", rows(9, 2, 1)).build();
    assertThatThrownBy(() -> plugin.compile(model, narrow)).isInstanceOf(NightjarException.class);
  }

  @Test
  void aRasterIsTheLargestStepThatAllValuesAreMultiplesOf() {
    assertThat(Raster.of(new double[] {5.1f, 3.5f, 0.2f, -7})).hasValue(0.1);
    assertThat(Raster.of(new double[] {4, 16, 0})).hasValue(2);
    assertThat(Raster.of(new double[] {0.25, 1})).hasValue(0.25);
    assertThat(Raster.of(new double[] {Math.PI, 1})).isEmpty();
    assertThat(Raster.of(new double[] {0.1, Double.NaN})).isEmpty();
  }
}
