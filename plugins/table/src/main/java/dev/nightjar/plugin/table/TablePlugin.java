package dev.nightjar.plugin.table;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;

/**
 * Compiles models of any kind to a table: kind {@code table}. Stateless and thread-safe.
 *
 * <p>The float model is evaluated, in the clear, at every point of a grid of at most 2^{@value FeatureBits#MOST}
 * points; the server looks the scores of an encrypted point up. What the client sends are the binary digits of each
 * feature's level, so that it learns the grid and nothing of the model but scores. A look-up is exact, whatever the
 * model is: a network, an ensemble, anything that gives numbers.
 */
public final class TablePlugin implements ModelPlugin {
  private static final int MOST_FEATURES = 64;
  private static final int MOST_SCORES = 64;

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model.features() <= MOST_FEATURES;
  }

  @Override
  public boolean takesAnyKind() {
    return true;
  }

  @Override
  public List<String> strategies(ImportedModel model) {
    return List.of(Strategy.TABLE);
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    if (model.features() > MOST_FEATURES) {
      throw refused("a table takes at most " + MOST_FEATURES + " features, and this " + model.description() + " has "
          + model.features() + ": use another strategy");
    }
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      throw refused("a table has equal steps and no thresholds: use the quantizer auto or uniform");
    }
    request.requireFeatures(model.features());
    List<Parameters> sets = request.parameters().map(List::of)
        .orElseGet(() -> ParameterCatalogue.all(KeyFamily.LEVELLED));
    if (sets.stream().anyMatch(p -> p.levelled().isEmpty())) {
      throw refused("a table needs a levelled parameter set, which " + sets.get(0).id() + " is not");
    }
    Grid grid = FeatureBits.of(model, request);
    Table table = Table.of(model, grid);
    if (table.scores() > MOST_SCORES) {
      throw refused("a table has at most " + MOST_SCORES + " scores, and this model has " + table.scores()
          + ": use another strategy");
    }
    return new TableCompiler(model, request, grid, table).compile(sets);
  }

  static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
