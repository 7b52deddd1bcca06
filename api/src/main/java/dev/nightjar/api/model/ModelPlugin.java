package dev.nightjar.api.model;

import dev.nightjar.api.Extension;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Makes circuits of one kind of model, when models are compiled: a server that serves compiled models needs no model
 * plugin. Found as any {@link Extension} is. Implementations are stateless and thread-safe.
 */
public interface ModelPlugin extends Extension {
  /** The kind: ASCII letters, digits and dashes, at most 32, e.g. {@code tree-ensemble}. Unique among plugins. */
  String kind();

  /**
   * Reads a model file of the plugin's own format. ONNX is read by the compiler; a plugin need not.
   *
   * @param fileName name without folders, for its ending
   * @param content the whole file
   * @return empty when this is not a file for this plugin
   * @throws NightjarException {@code INVALID_MODEL} when it is one, but broken
   */
  default Optional<ImportedModel> read(String fileName, byte[] content) {
    return Optional.empty();
  }

  /** Whether {@link #compile} takes this model. */
  boolean supports(ImportedModel model);

  /**
   * Whether this plugin takes models whatever their kind is, so that one that knows the kind is preferred where no
   * strategy is asked for; false by default.
   */
  default boolean takesAnyKind() {
    return false;
  }

  /**
   * The options that {@link #compile} takes beside those that every kind has; none by default. The compiler refuses a
   * request with another option, or with a value that an option does not take.
   */
  default List<Setting> options() {
    return List.of();
  }

  /**
   * The ways to run a model that {@link #compile} may be asked for by {@link CompileRequest#strategy()}, preferred ones
   * first. Whether one of them is possible for this model, at this bound, {@code compile} finds out. By default the one
   * that there is: a linear model's needs no key, others are bootstrapped. A plugin that compiles by another must say
   * so here: what it compiles by another strategy than it was asked for is refused, unless it is keyless, as no
   * bootstrap was needed, where it was to be bootstrapped.
   *
   * @param model one that {@link #supports} takes
   * @return names of a {@link Strategy} each, none twice, at least one
   */
  default List<String> strategies(ImportedModel model) {
    return List.of(model instanceof LinearModel ? Strategy.KEYLESS : Strategy.BOOTSTRAPPED);
  }

  /**
   * Quantises a model and turns it into a circuit and a client's half.
   *
   * @param request its strategy, if it names one, is one of {@link #strategies}; without one the plugin takes the
   *     strategy that it knows to be the cheapest of those that reveal nothing
   * @throws NightjarException {@code NOT_COMPILABLE} with the reason and the remedy when no parameter set or option
   *     makes it possible
   */
  CompiledModel compile(ImportedModel model, CompileRequest request);

  /**
   * Compiles one model several times, by one strategy after the other: what is the same for all of them, such as a
   * search for grids, may be done once. By default each request is compiled by itself.
   *
   * @param model one that {@link #supports} takes
   */
  default Compilation compilation(ImportedModel model) {
    return request -> compile(model, request);
  }
}
