package dev.nightjar.compiler.matrix;

import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.compiler.ModelCompiler;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of {@code models/matrix} beside ONNX Runtime, on every row of its table. */
class OnnxRuntimeTest {
  static Stream<MatrixKind> all() throws IOException {
    return MatrixKind.all().stream();
  }

  static Stream<MatrixKind> supported() throws IOException {
    return all().filter(MatrixKind::supported);
  }

  @ParameterizedTest
  @MethodSource("supported")
  void theFloatModelPredictsWhatOnnxRuntimePredictsOnEveryRow(MatrixKind kind) throws Exception {
    Pipeline pipeline = MatrixOutcome.read(kind, ModelCompiler.create());
    try (OnnxRuntimeModel runtime = new OnnxRuntimeModel(kind.onnx())) {
      List<FeatureRow> rows = kind.rows();
      for (int i = 0; i < rows.size(); i++) {
        runtime.predict(rows.get(i)).requireEqual(pipeline.predict(rows.get(i)), kind, i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCommittedOutputsAreThoseOfOnnxRuntime(MatrixKind kind) throws Exception {
    try (OnnxRuntimeModel runtime = new OnnxRuntimeModel(kind.onnx())) {
      List<FeatureRow> rows = MatrixKind.last(kind.rows());
      List<ExpectedOutputs> expected = kind.expected();
      for (int i = 0; i < rows.size(); i++) {
        ExpectedOutputs outputs = runtime.predict(rows.get(i));
        expected.get(i).requireEqual(new Prediction(outputs.scores(), -1, outputs.labels()), kind, i);
      }
    }
  }
}
