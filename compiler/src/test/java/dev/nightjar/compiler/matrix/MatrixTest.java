package dev.nightjar.compiler.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.compiler.EncryptedModel;
import dev.nightjar.compiler.ModelCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of {@code models/matrix}: read, compiled, run on ciphertexts, compared with ONNX Runtime's outputs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixTest {
  private static final Path PAGE = Path.of("..", "docs", "models.md");

  /** Whether the profile {@code sweeps} runs. */
  private static final boolean SWEEP = !System.getProperty("nightjar.test.sets", "few").equals("few");

  /** Rows that are run on ciphertexts. */
  private static final int ENCRYPTED = SWEEP ? 3 : 1;

  /** Models of more bootstraps are run on ciphertexts by the sweeps alone. */
  private static final int MOST_BOOTSTRAPS = SWEEP ? Integer.MAX_VALUE : 12;

  private final ModelCompiler compiler = ModelCompiler.create();
  private final Map<String, MatrixOutcome> outcomes = new HashMap<>();

  static Stream<MatrixKind> supported() throws IOException {
    return MatrixKind.all().stream().filter(MatrixKind::supported);
  }

  static Stream<MatrixKind> refused() throws IOException {
    return MatrixKind.all().stream().filter(kind -> !kind.supported());
  }

  private MatrixOutcome outcome(MatrixKind kind) throws IOException {
    MatrixOutcome known = outcomes.get(kind.name());
    if (known == null) {
      known = MatrixOutcome.of(kind, compiler);
      outcomes.put(kind.name(), known);
    }
    return known;
  }

  @ParameterizedTest
  @MethodSource("supported")
  void theFloatModelPredictsWhatOnnxRuntimePredicts(MatrixKind kind) throws IOException {
    MatrixOutcome outcome = outcome(kind);
    outcome.requireCompiled();
    List<FeatureRow> rows = MatrixKind.last(outcome.rows());
    List<ExpectedOutputs> expected = kind.expected();
    for (int i = 0; i < rows.size(); i++) {
      expected.get(i).requireEqual(outcome.pipeline().orElseThrow().predict(rows.get(i)), kind, i);
    }
  }

  @ParameterizedTest
  @MethodSource("supported")
  void theCompiledModelAgreesWithTheFloatModel(MatrixKind kind) throws IOException {
    MatrixOutcome outcome = outcome(kind);
    boolean classifier = outcome.pipeline().orElseThrow().predict(outcome.rows().get(0)).classifier();
    assertThat(outcome.agreement(MatrixKind.training(outcome.rows()))).as(kind.name()).isGreaterThanOrEqualTo(0.99);
    assertThat(outcome.agreement(outcome.rows())).as("%s, with rows that calibrated nothing", kind)
        .isGreaterThanOrEqualTo(classifier ? 0.99 : 0.95);
  }

  @ParameterizedTest
  @MethodSource("supported")
  void theEncryptedRunGivesWhatTheClearRunGives(MatrixKind kind) throws IOException {
    MatrixOutcome outcome = outcome(kind);
    assumeTrue(outcome.bootstraps() <= MOST_BOOTSTRAPS, "more look-ups than there is time for");
    EncryptedModel encrypted = new EncryptedModel(outcome.requireCompiled());
    for (FeatureRow row : MatrixKind.last(outcome.rows()).subList(0, ENCRYPTED)) {
      byte[] query = encrypted.client().encrypt(row);
      byte[] answer = encrypted.answer(query);
      if (outcome.requireCompiled().claim() == Claim.ANALOGUE) {
        requireClose(outcome, row, encrypted.client().decrypt(query, answer));
        continue;
      }
      assertThat(encrypted.client().integers(query, answer)).isEqualTo(outcome.requireCompiled().clearIntegers(row));
      assertThat(encrypted.client().decrypt(query, answer)).isEqualTo(outcome.requireCompiled().clearPrediction(row));
    }
  }

  /** Scores of an analogue model carry noise: a tenth of the range of the float model's outputs is far beyond it. */
  private static void requireClose(MatrixOutcome outcome, FeatureRow row, Prediction found) {
    Prediction clear = outcome.requireCompiled().clearPrediction(row);
    assertThat(found.labels()).isEqualTo(clear.labels());
    for (int o = 0; o < clear.outputs().length; o++) {
      int output = o;
      DoubleSummaryStatistics range = outcome.rows().stream()
          .mapToDouble(r -> outcome.pipeline().orElseThrow().predict(r).outputs()[output]).summaryStatistics();
      assertThat(found.outputs()[o]).isCloseTo(clear.outputs()[o], within((range.getMax() - range.getMin()) / 10));
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aRefusalNamesTheFamilyAndARemedy(MatrixKind kind) throws IOException {
    assertThat(outcome(kind).refusal()).as("refusal of %s", kind).isPresent();
    assertThat(outcome(kind).refusal().get().getMessage()).contains(kind.refused())
        .containsPattern("\\b(use|train|export|compile|replace) ");
  }

  @Test
  void thePageOfModelsSaysWhatTheCompilerMakes() throws IOException {
    List<MatrixOutcome> all = new ArrayList<>();
    for (MatrixKind kind : MatrixKind.all()) {
      all.add(outcome(kind));
    }
    String page = MatrixPage.of(all);
    if (Boolean.getBoolean("nightjar.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("%s is out of date: write it anew with -Dnightjar.docs.update=true", PAGE)
        .isEqualTo(page);
  }
}
