package dev.nightjar.api.model;

import dev.nightjar.api.NightjarException;
import java.util.Optional;

/**
 * Makes circuits of one kind of model; found through {@link java.util.ServiceLoader}, on the class path or in a jar in
 * the plugin folder. Needs a public no-argument constructor. Implementations are stateless and thread-safe.
 */
public interface ModelPlugin {
  /** The version of this interface; a plugin built against another major version is refused. */
  int API_VERSION = 1;

  /** The kind: ASCII letters, digits and dashes, at most 32, e.g. {@code tree-ensemble}. Unique among plugins. */
  String kind();

  /** The {@link #API_VERSION} that the plugin was written for. */
  default int apiVersion() {
    return 1;
  }

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
   * Quantises a model and turns it into a circuit and a client's half.
   *
   * @throws NightjarException {@code NOT_COMPILABLE} with the reason and the remedy when no parameter set or option
   *     makes it possible
   */
  CompiledModel compile(ImportedModel model, CompileRequest request);
}
