package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;

/**
 * A trained pipeline as an importer read it: what runs on the client around the core, and the core, which is encrypted.
 * Immutable.
 *
 * @param graphs columns, prefix and suffix
 * @param core what plugins compile
 */
public record Pipeline(ClientGraphs graphs, ImportedModel core) {
  public Pipeline {
    if (graphs.features() != core.features()) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "the prefix gives " + graphs.features()
          + " features, the core takes " + core.features());
    }
  }

  /** A model without anything around it. */
  public static Pipeline of(ImportedModel core) {
    return new Pipeline(ClientGraphs.none(core.features()), core);
  }

  /** The prediction of the float model for a raw row. */
  public Prediction predict(FeatureRow row) {
    return predictScores(core.scores(graphs.features(row)));
  }

  /** The prediction of the core's scores: by the suffix, or by the core's task where there is none. */
  public Prediction predictScores(double[] scores) {
    return graphs.suffix().isPresent() ? graphs.predict(scores) : core.task().predict(scores);
  }
}
