package dev.nightjar.compiler.matrix;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Pipeline;
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

  /** How closely the compiled model follows the float model on rows of the table, see {@link Agreement}. */
  double agreement(List<FeatureRow> rows) {
    return Agreement.between(rows.stream().map(pipeline.orElseThrow()::predict).toList(),
        rows.stream().map(requireCompiled()::clearPrediction).toList());
  }

  int bootstraps() {
    return requireCompiled().circuit().bootstraps();
  }
}
