package dev.nightjar.plugin.linear;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.ModelPlugin;
import java.util.Arrays;

/**
 * Compiles {@link LinearModel}s: kind {@code linear}. Stateless and thread-safe.
 *
 * <p>Each score is one integer linear combination of packed coefficients: no look-up, no evaluation key. The
 * torus word that stands for 1 follows from the proven range of the sums, so that no sum can wrap around. Many scores
 * travel packed where that pays, see {@link ScorePacking}.
 */
public final class LinearPlugin implements ModelPlugin {
  /** Bits of a feature unless the request says otherwise. */
  public static final int DEFAULT_BITS = 8;

  @Override
  public String kind() {
    return "linear";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof LinearModel;
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    if (!(model instanceof LinearModel linear)) {
      throw refused("the plugin " + kind() + " compiles linear models, not a " + model.description());
    }
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      throw refused("a linear model has no thresholds to quantise at: use the quantizer auto or uniform");
    }
    request.requireFeatures(linear.features());
    if (Arrays.stream(linear.weights()).allMatch(row -> Arrays.stream(row).allMatch(w -> w == 0))) {
      throw refused("every weight of this model is zero: there is nothing to compute on encrypted data");
    }
    SumCompiler compiler = new SumCompiler(kind(), linear.task(), new LinearGrids(linear, request), request,
        new ScorePacking(request, ScorePacking.LEAST_SHARED_ANSWERS_LOG2));
    return request.quantizer() == CompileRequest.Quantizer.AUTO ? compiler.searched() : compiler.uniform();
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
