package dev.nightjar.plugin.linear;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.NeighbourModel;
import dev.nightjar.api.model.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compiles {@link NeighbourModel}s: kind {@code neighbours}. Stateless and thread-safe.
 *
 * <p>The distances to all stored rows are integer linear combinations of the packed features, as the scores of a linear
 * model are: products of the query with clear polynomials, without a key. The client decrypts one for each stored row
 * and chooses the nearest.
 *
 * <p>Of stored rows that are equally far, the one that was stored first counts as nearer, as {@code TopK} of ONNX has
 * it; of classes with equally many votes, the model's graph takes the first ({@code ArgMax}). scikit-learn may choose
 * another of equally far rows. On quantised features rows may be equally far that are not so in the float model, and
 * the other way round.
 */
public final class NeighboursPlugin implements ModelPlugin {
  /** Most stored rows of a model. */
  public static final int MAX_ROWS = 1 << 14;

  /** Most numbers that all stored rows of a model have together. */
  public static final int MAX_NUMBERS = 1 << 22;

  @Override
  public String kind() {
    return "neighbours";
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public boolean supports(ImportedModel model) {
    return model instanceof NeighbourModel;
  }

  @Override
  public List<String> strategies(ImportedModel model) {
    return List.of(Strategy.KEYLESS);
  }

  @Override
  public CompiledModel compile(ImportedModel model, CompileRequest request) {
    if (!(model instanceof NeighbourModel neighbours)) {
      throw refused("the plugin " + kind() + " compiles nearest neighbours, not a " + model.description());
    }
    if (request.quantizer() == CompileRequest.Quantizer.THRESHOLDS) {
      throw refused("nearest neighbours have no thresholds to quantise at: use the quantizer auto or uniform");
    }
    request.requireFeatures(neighbours.features());
    requireSize(neighbours);
    SumCompiler compiler =
        new SumCompiler(kind(), neighbours.task(), new NeighbourGrids(neighbours, request), request,
            new ScorePacking(request, leastAnswersLog2(neighbours)));
    return noted(request.quantizer() == CompileRequest.Quantizer.AUTO ? compiler.searched() : compiler.uniform(),
        neighbours);
  }

  /** The answers to rows of a client's choice that give the stored rows away, log2: noise tells nothing sooner. */
  private static int leastAnswersLog2(NeighbourModel model) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(model.features());
  }

  /** Answers grow with the stored rows, and the server's work with their numbers. */
  private static void requireSize(NeighbourModel model) {
    long numbers = (long) model.rows() * model.features();
    if (model.rows() > MAX_ROWS || numbers > MAX_NUMBERS) {
      throw refused(String.format(Locale.ROOT, "this model stores %,d rows of %,d features; at most %,d rows and %,d "
          + "numbers in all are supported, since every answer has a distance for each row: train on fewer rows, such "
          + "as centres that KMeans finds in each class, or on fewer features, as PCA makes them", model.rows(),
          model.features(), MAX_ROWS, MAX_NUMBERS));
    }
  }

  private static CompiledModel noted(CompiledModel compiled, NeighbourModel model) {
    List<Map.Entry<String, String>> notes = new ArrayList<>(compiled.notes());
    notes.add(0, Map.entry("stored rows", String.format(Locale.ROOT, "%,d, on the server in the clear; answers "
        + "tell clients how far each is%s: enough of them give the rows away", model.rows(),
        model.relative() ? ", but for a term that all have in common" : "")));
    return compiled.withNotes(notes);
  }

  private static NightjarException refused(String message) {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, message);
  }
}
