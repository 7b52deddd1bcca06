package dev.nightjar.compiler.matrix;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.compiler.ModelCompiler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What the compiler made of a kind.
 *
 * @param kind the kind
 * @param rows its table
 * @param pipeline the float model, if it was read
 * @param compiled the compiled model, if it was compiled
 * @param refusal why not, else
 */
record MatrixOutcome(MatrixKind kind, List<FeatureRow> rows, Optional<Pipeline> pipeline,
    Optional<CompiledModel> compiled, Optional<NightjarException> refusal) {

  static MatrixOutcome of(MatrixKind kind, ModelCompiler compiler) throws IOException {
    List<FeatureRow> rows = kind.rows();
    Optional<Pipeline> pipeline = Optional.empty();
    try {
      pipeline = Optional.of(read(kind, compiler));
      CompiledModel compiled = compiler.compile(pipeline.get(), MatrixKind.training(rows),
          CompileRequest.builder(kind.name()));
      return new MatrixOutcome(kind, rows, pipeline, Optional.of(compiled), Optional.empty());
    } catch (NightjarException e) {
      return new MatrixOutcome(kind, rows, pipeline, Optional.empty(), Optional.of(e));
    }
  }

  static Pipeline read(MatrixKind kind, ModelCompiler compiler) throws IOException {
    return compiler.read(kind.onnx());
  }

  CompiledModel requireCompiled() {
    return compiled.orElseThrow(() -> new AssertionError(kind + " does not compile", refusal.get()));
  }

  /**
   * How far the compiled model is from the float model on all rows of the table, those included that calibrated
   * nothing.
   *
   * @return of a classifier the share of rows with the same labels; of a regressor 1 − the root mean square difference
   *     over the standard deviation of the float model's first output
   */
  double agreement() {
    double agreeing = 0;
    double squares = 0;
    double sum = 0;
    double sumOfSquares = 0;
    boolean classifier = false;
    for (FeatureRow row : rows) {
      Prediction exact = pipeline.orElseThrow().predict(row);
      Prediction quantised = requireCompiled().clearPrediction(row);
      classifier = exact.classifier();
      agreeing += exact.labels().equals(quantised.labels()) ? 1 : 0;
      double value = exact.outputs()[0];
      squares += Math.pow(value - quantised.outputs()[0], 2);
      sum += value;
      sumOfSquares += value * value;
    }
    double n = rows.size();
    return classifier ? agreeing / n : 1 - Math.sqrt(squares / (sumOfSquares - sum * sum / n));
  }

  int bootstraps() {
    return requireCompiled().circuit().bootstraps();
  }
}
