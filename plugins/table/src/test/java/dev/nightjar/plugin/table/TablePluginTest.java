package dev.nightjar.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePluginTest {
  private final TablePlugin plugin = new TablePlugin();

  private record Function(int features, Task task, UnaryOperator<double[]> scoresOf) implements ImportedModel {
    @Override
    public String description() {
      return "function";
    }

    @Override
    public double[] scores(double[] x) {
      return scoresOf.apply(x);
    }
  }

  private static final Task THREE = new Task(Task.Link.SOFTMAX, List.of("a", "b", "c"));

  /** A small network: what no other plugin compiles. */
  private static Function network() {
    return new Function(4, THREE, x -> {
      double a = Math.max(0, x[0] - 2 * x[1] + 0.5);
      double b = Math.max(0, x[2] * 1.5 - x[3]);
      double c = Math.tanh(x[0] * x[2] - 0.3);
      return new double[] {a - b, b + c, 1 - a - c};
    });
  }

  private static double[][] rows(int count, int features) {
    Random random = new Random(7);
    double[][] rows = new double[count][features];
    for (double[] row : rows) {
      for (int f = 0; f < features; f++) {
        row[f] = random.nextDouble() * 2 - 1;
      }
    }
    return rows;
  }

  private static CompileRequest.Builder request(int features) {
    return CompileRequest.builder("m", rows(300, features)).modelPrivacy(ModelPrivacy.NONE).agreement(0.9);
  }

  private static void refused(String words, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(NightjarException.class).hasMessageContaining(words);
  }

  @Test
  void everyPointOfTheGridGivesTheModelsScoresToHalfAStep() {
    Function model = network();
    CompiledModel compiled = plugin.compile(model, request(4).bits(3).build());
    List<FeatureQuantizer> quantizers = compiled.client().quantizers();
    double[] x = new double[4];
    for (int point = 0; point < 1 << 12; point++) {
      for (int f = 0; f < 4; f++) {
        FeatureQuantizer.Uniform q = (FeatureQuantizer.Uniform) quantizers.get(f);
        x[f] = q.min() + q.step() * (point >> 3 * f & 7);
      }
      double[] exact = model.scores(x);
      double[] found = compiled.client().scores(compiled.clearIntegers(x));
      for (int s = 0; s < 3; s++) {
        assertThat(found[s]).as("point %d, score %d", point, s).isCloseTo(exact[s],
            Offset.offset(compiled.client().results().get(s).scale() * 0.5001));
      }
    }
  }

  @Test
  void aNetworkOfFourFeaturesIsATableOfSixteenBitsAtMostWithinTheBound() {
    CompiledModel compiled = plugin.compile(network(), request(4).build());
    assertThat(compiled.strategy()).isEqualTo("table");
    assertThat(compiled.client().keyParts()).isEqualTo(KeyPart.FOR_LEVELLED);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-64);
    Node.Expand expand = (Node.Expand) compiled.circuit().nodes().get(0);
    assertThat(expand.bits()).isBetween(6, 16);
    int same = 0;
    double[][] rows = rows(300, 4);
    for (double[] row : rows) {
      Prediction exact = network().task().predict(network().scores(row));
      same += compiled.clearPrediction(row).label().equals(exact.label()) ? 1 : 0;
    }
    assertThat(same).isGreaterThanOrEqualTo(270);
  }

  @Test
  void aFeatureThatTheModelDoesNotReadIsNotSent() {
    Function model = new Function(3, Task.regression(), x -> new double[] {x[0] + Math.abs(x[2])});
    for (CompileRequest.Builder asked : List.of(request(3), request(3).bits(5))) {
      CompiledModel compiled = plugin.compile(model, asked.build());
      assertThat(compiled.client().layout().feature()).contains(0, 2).doesNotContain(1);
      assertThat(compiled.client().quantizers().get(1)).isEqualTo(FeatureQuantizer.Uniform.UNUSED);
    }
  }

  @Test
  void aRegressorGetsSeveralDigitsWhereOneIsTooCoarse() {
    Function model = new Function(1, Task.regression(), x -> new double[] {5 * x[0]});
    CompiledModel compiled = plugin.compile(model, request(1).failureLog2(-256)
        .parameters(ParameterCatalogue.byId("NJL1_M").orElseThrow()).build());
    assertThat(compiled.client().results()).hasSize(2);
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-256);
    FeatureQuantizer.Uniform q = (FeatureQuantizer.Uniform) compiled.client().quantizers().get(0);
    for (double x = -1; x < 1; x += 0.01) {
      double nearest = q.min() + q.step() * q.quantize(x);
      assertThat(compiled.clearPrediction(new double[] {x}).outputs()[0]).isCloseTo(5 * nearest, Offset.offset(0.0013));
    }
  }

  @Test
  void answersThatHideTheModelAreLeftRoomFor() {
    CompiledModel compiled = plugin.compile(network(), request(4).bits(3).modelPrivacy(ModelPrivacy.HIDDEN).build());
    assertThat(compiled.hidden(-64)).isPresent();
  }

  @Test
  void aStrongerBoundIsKept() {
    CompiledModel compiled = plugin.compile(network(), request(4).bits(4).failureLog2(-128).build());
    assertThat(compiled.failure().failureLog2()).isLessThanOrEqualTo(-128);
  }

  @Test
  void whatIsNoTableIsRefusedWithTheReason() {
    refused("at most 18 bits, and 4 features of 5 bits are 20",
        () -> plugin.compile(network(), request(4).bits(5).build()));
    refused("no thresholds", () ->
        plugin.compile(network(), request(4).quantizer(CompileRequest.Quantizer.THRESHOLDS).build()));
    refused("needs a levelled parameter set", () ->
        plugin.compile(network(), request(4).parameters(ParameterCatalogue.linear()).build()));
    refused("at most 64 features", () ->
        plugin.compile(new Function(65, Task.regression(), x -> new double[1]), request(65).build()));
    refused("no finite number", () -> plugin.compile(
        new Function(1, Task.regression(), x -> new double[] {x[0] < -0.9 ? Double.NaN : x[0]}),
        request(1).bits(5).build()));
    refused("agrees with this function on", () -> plugin.compile(new Function(30, Task.regression(), x -> {
      double sum = 0;
      for (double v : x) {
        sum += v;
      }
      return new double[] {sum};
    }), request(30).agreement(0.99).build()));
    assertThat(plugin.supports(new Function(64, Task.regression(), x -> new double[1]))).isTrue();
    assertThat(plugin.supports(new Function(65, Task.regression(), x -> new double[1]))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "9, 3", "11, 1", "12, 1", "13, 5", "14, 3", "7, 64"})
  void aLookUpGivesAllResultsOfItsEntry(int bits, int results) {
    TableDiagram.Words words = (entry, result) -> (long) (entry * 31 + result * 7 + 1) << 40;
    Diagram diagram = TableDiagram.of(2048, bits, results, words);
    Random random = new Random(3);
    int[] coefficients = new int[results];
    for (int c = 0; c < results; c++) {
      coefficients[c] = c;
    }
    for (int sample = 0; sample < 50; sample++) {
      int entry = random.nextInt(1 << bits);
      long[] digits = new long[bits];
      for (int b = 0; b < bits; b++) {
        digits[b] = entry >> b & 1;
      }
      long[] found = diagram.evaluate(digits, 0, coefficients);
      for (int c = 0; c < results; c++) {
        assertThat(found[c]).as("entry %d, result %d", entry, c).isEqualTo(words.word(entry, c));
      }
    }
  }

  /** 16 bits and three results: 9 rotations, 63 products of ciphertexts and 64 of constants. */
  @Test
  void aTableOfSixteenBitsTakesSeventyTwoProducts() {
    Diagram diagram = TableDiagram.of(2048, 16, 3, (entry, result) -> (long) (entry * 37 % 8191 + result) << 50);
    assertThat(diagram.externalProducts()).isEqualTo(72);
    assertThat(diagram.trivialProducts()).isEqualTo(64);
  }

  @Test
  void allLevelledSetsOfTheCatalogueCompileATable() {
    ParameterCatalogue.all(KeyFamily.LEVELLED).forEach(p -> assertThat(
        plugin.compile(network(), request(4).bits(4).parameters(p).build()).client().parameters()).isEqualTo(p));
  }
}
