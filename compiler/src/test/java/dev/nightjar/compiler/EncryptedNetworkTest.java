package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.AnalogueNoise;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.compiler.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Networks as layers of bootstraps, run on ciphertexts. */
class EncryptedNetworkTest {
  /** Standard deviations beyond which the noise of scores is not met in any test. */
  private static final double NEVER = 9.2;

  private static CompiledModel compiled(String name, String strategy, double agreement) throws IOException {
    CsvData data = Models.data(name);
    return ModelCompiler.create().compile(Models.demo(name), CompileRequest.builder(name,
        data.without(Models.testRows(name)).rows()).strategy(strategy).agreement(agreement).build());
  }

  /** What encrypted rows gave: how noisy their scores were, beside what formulas say. */
  private record Outcome(int rows, int same, double measured, double predicted) {
  }

  private static Outcome encrypted(CompiledModel model, double[][] rows) {
    EncryptedModel encrypted = new EncryptedModel(model);
    AnalogueNoise noise = AnalogueNoise.of(model.circuit());
    double measured = 0;
    double predicted = 0;
    int same = 0;
    for (double[] x : rows) {
      byte[] query = encrypted.client().encrypt(x);
      byte[] answer = encrypted.answer(query);
      long[] clear = model.clearIntegers(x);
      long[] integers = encrypted.client().integers(query, answer);
      AnalogueNoise.Outputs outputs = noise.at(model.client().encode(x));
      for (int o = 0; o < clear.length; o++) {
        ResultSpec result = model.client().results().get(o);
        measured += Math.pow(Math.scalb((double) (integers[o] - clear[o]), result.deltaLog2() - Long.SIZE), 2);
        predicted += Math.pow(outputs.deviation(o), 2);
      }
      Prediction found = encrypted.client().decrypt(query, answer);
      same += found.label().equals(model.clearPrediction(x).label()) ? 1 : 0;
      if (isAboveMargin(model, clear, outputs)) {
        assertThat(found.label()).isEqualTo(model.clearPrediction(x).label());
      }
    }
    byte[] query = encrypted.client().encrypt(rows[0]);
    assertThat(encrypted.answer(query)).isEqualTo(encrypted.answer(query));
    return new Outcome(rows.length, same, Math.sqrt(measured), Math.sqrt(predicted));
  }

  /** Whether the largest score is so far above each other one that noise does not change the class. */
  private static boolean isAboveMargin(CompiledModel model, long[] integers, AnalogueNoise.Outputs outputs) {
    double[] scores = model.client().scores(integers);
    List<ResultSpec> results = model.client().results();
    int best = model.client().predict(integers).classIndex();
    for (int o = 0; o < scores.length; o++) {
      double unit = results.get(o).scale() * Math.scalb(1, Long.SIZE - results.get(o).deltaLog2());
      double bestUnit = results.get(best).scale() * Math.scalb(1, Long.SIZE - results.get(best).deltaLog2());
      if (o != best && scores[best] - scores[o] <= NEVER * outputs.deviation(best, bestUnit, o, unit)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void theIrisNetworkGivesTheClassesOfTheClearRunWithTheNoiseOfTheFormulas() throws IOException {
    CompiledModel model = compiled("iris-qnn", Strategy.NETWORK_ANALOGUE, 0.97);
    assertThat(model.claim()).isEqualTo(Claim.ANALOGUE);
    int[] test = Models.testRows("iris-qnn");
    Outcome outcome = encrypted(model, Models.data("iris-qnn").select(Arrays.copyOf(test, 16)).rows());
    assertThat(outcome.same).isGreaterThanOrEqualTo(15);
    assertThat(outcome.measured / outcome.predicted).isBetween(0.55, 1.35);
  }

  @Test
  void theDigitsNetworkOfScikitLearnGivesTheClassesOfTheClearRun() throws IOException {
    CompiledModel model = compiled("digits-mlp", Strategy.NETWORK_ANALOGUE, 0.99);
    assertThat(model.circuit().bootstraps()).isLessThanOrEqualTo(48);
    int[] test = Models.testRows("digits-mlp");
    double[][] rows = Models.data("digits-mlp").select(Arrays.copyOf(test, 5)).rows();
    Outcome outcome = encrypted(model, rows);
    assertThat(outcome.same).isGreaterThanOrEqualTo(4);
    assertThat(outcome.measured / outcome.predicted).isBetween(0.55, 1.35);
  }

  @Test
  void valuesOfOneRotationAreAsNoisyAsTheFormulasSay() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    double[][] rows = new double[200][4];
    Arrays.stream(rows).forEach(row -> Arrays.setAll(row, f -> 4 * random.nextDouble() - 2));
    Pipeline pipeline = OnnxImporter.read(Files.readAllBytes(
        Models.FOLDER.resolve("fixtures/networks/fourier-features.onnx")));
    CompiledModel model = ModelCompiler.create().compile(pipeline.core(), CompileRequest.builder("waves", rows)
        .strategy(Strategy.NETWORK_ANALOGUE).agreement(0.9).build());
    // Sine and cosine of six sums, some of which are read best at scales of their own.
    assertThat(model.circuit().bootstraps()).isBetween(6, 10);
    AnalogueNoise noise = AnalogueNoise.of(model.circuit());
    double measured = 0;
    double predicted = 0;
    List<EncryptedRows.Answer> answers = EncryptedRows.run(model, Arrays.copyOf(rows, 12));
    for (int i = 0; i < answers.size(); i++) {
      measured += answers.get(i).squares();
      AnalogueNoise.Outputs outputs = noise.at(model.client().encode(rows[i]));
      for (int o = 0; o < model.client().results().size(); o++) {
        ResultSpec result = model.client().results().get(o);
        predicted += Math.pow(outputs.deviation(o) * result.scale() * Math.scalb(1, Long.SIZE - result.deltaLog2()), 2);
      }
    }
    assertThat(Math.sqrt(measured / predicted)).isBetween(0.55, 1.35);
  }

  @Test
  void theExactIrisNetworkGivesTheIntegersOfTheClearRun() throws IOException {
    CompiledModel model = compiled("iris-qnn", Strategy.NETWORK_EXACT, 0.95);
    assertThat(model.claim()).isEqualTo(Claim.EXACT);
    EncryptedTreeTest.assertEncryptedEqualsClear(model,
        Models.data("iris-qnn").select(Models.testRows("iris-qnn")).rows(), 1);
  }
}
