package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Strategy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The networks of the models' README as layers of look-ups that read noisy phases. */
class TrainedNetworksTest {
  private static final ModelCompiler COMPILER = ModelCompiler.create();
  private static final int CALIBRATION = 400;
  /** Features of spam have long tails: few rows do not show how far they go. */
  private static final String LONG_TAILS = "spam-mlp";
  private static final int TESTED = 1000;

  /** What was compiled of a model, and the rows that it is tested on. */
  private record Compiled(Pipeline model, CompiledModel compiled, CsvData test) {
    static Compiled of(String name) throws IOException {
      return of(name, name.equals(LONG_TAILS) ? Integer.MAX_VALUE : CALIBRATION, TESTED);
    }

    static Compiled of(String name, int calibration, int tested) throws IOException {
      Pipeline model = Models.pipeline(name);
      CsvData data = Models.data(name);
      int[] test = Models.testRows(name);
      CompiledModel compiled = COMPILER.compile(model, first(data.without(test), calibration),
          CompileRequest.builder(name).strategy(Strategy.NETWORK_ANALOGUE).claim(Claim.ANALOGUE));
      return new Compiled(model, compiled, first(data.select(test), tested));
    }

    CompilationReport report() {
      return COMPILER.report(model, compiled, Optional.of(test));
    }

    /**
     * Checks what noise does to a classifier.
     *
     * @param neurons activations that are affine or equal on the calibration rows take no look-up of their own, so that
     *     there are at most as many as the network has neurons
     * @param loss by how much it may be right less often than the float model
     * @param same how often it must give the class of the clear run, at least
     */
    void requireAccuracy(int neurons, double loss, double same) {
      CompilationReport report = report();
      Evaluation clear = report.evaluation().orElseThrow();
      Simulation noisy = report.simulation().orElseThrow();
      assertThat(report.bootstraps()).isBetween(neurons / 4, neurons);
      assertThat(report.failureLog2()).isLessThanOrEqualTo(-64);
      assertThat(clear.quantizedScore()).isGreaterThanOrEqualTo(clear.floatScore() - loss);
      assertThat(noisy.encrypted().value()).isGreaterThanOrEqualTo(clear.floatScore() - loss);
      assertThat(noisy.sameAsClear().value()).isGreaterThanOrEqualTo(same);
    }
  }

  private static CsvData first(CsvData data, int rows) {
    return data.select(IntStream.range(0, Math.min(rows, data.samples().size())).toArray());
  }

  /** Few rows for calibration: the promise of 0.995 is for all of them, below. */
  @ParameterizedTest
  @CsvSource({"iris-qnn, 32, 0.03", "digits-cnn, 384, 0.005", "digits-mlp, 48, 0.005", "spam-mlp, 48, 0.005",
      "mnist-network, 48, 0.005"})
  void aNetworkKeepsItsAccuracyUnderNoise(String name, int neurons, double loss) throws IOException {
    Compiled.of(name).requireAccuracy(neurons, loss, 0.99);
  }

  /** Long: all rows, and networks whose sums of many terms leave several parameter sets to try. */
  @ParameterizedTest
  @CsvSource({"digits-mlp, 48", "spam-mlp, 48", "mnist-network, 48", "digits-cnn, 384", "digits-cnn-int8, 384",
      "mnist-cnn, 528"})
  @EnabledIfSystemProperty(named = "nightjar.test.sets", matches = "sweep")
  void aNetworkCalibratedWithAllRowsKeepsWhatIsPromised(String name, int neurons) throws IOException {
    Compiled.of(name, Integer.MAX_VALUE, Integer.MAX_VALUE).requireAccuracy(neurons, 0.005, 0.995);
  }

  @Test
  void aRegressorKeepsItsErrorUnderNoise() throws IOException {
    CompilationReport report = Compiled.of("friedman").report();
    Evaluation clear = report.evaluation().orElseThrow();
    assertThat(clear.quantizedScore()).isCloseTo(clear.floatScore(), within(0.05 * clear.floatScore()));
    assertThat(report.simulation().orElseThrow().scoreNoise()).isPositive().isLessThan(0.2 * clear.floatScore());
  }

  /** Six standard deviations of one run, as keys are random; scores have the noise of the formulas or a little less. */
  @Test
  void encryptedScoresAreAsNoisyAsSimulated() throws IOException {
    Compiled iris = Compiled.of("iris-qnn");
    Simulation expected = Simulation.of(Optional.of(iris.model), iris.compiled, iris.test, 1, 50);
    List<EncryptedRows.Answer> answers = EncryptedRows.run(iris.compiled, iris.test.rows());
    double half = (expected.sameAsClear().high() - expected.sameAsClear().low()) / 2;
    long same = answers.stream().filter(EncryptedRows.Answer::same).count();
    assertThat((double) same / answers.size()).isCloseTo(expected.sameAsClear().value(), within(3 * half + 1e-9));
    // No score of any row wraps around, which would be as far as the range of scores.
    double noise = Math.sqrt(answers.stream().mapToDouble(EncryptedRows.Answer::squares).average().orElseThrow()
        / answers.get(0).scores().length);
    assertThat(noise / expected.scoreNoise()).isBetween(0.6, 1.4);
  }
}
