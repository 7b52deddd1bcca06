package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.ImportedModel;
import java.util.OptionalDouble;

/**
 * A model node as scores and what the node makes of them.
 *
 * @param model the scores, and the task as far as a task can say it
 * @param post what becomes of the scores
 * @param integerLabels whether the labels are integers, else texts
 * @param calibration slope and shift of the logistic function that makes probabilities of the score of two classes that
 *     is voted on; empty for none
 * @param above of two classes, the second is chosen where the last score is above this; empty for the class of the
 *     larger output
 */
record ScoredModel(ImportedModel model, Post post, boolean integerLabels, double[] calibration, OptionalDouble above) {
  /** What becomes of scores. */
  enum Post {
    /** What the model's task says. */
    TASK,
    /** The logistic function of each. */
    LOGISTIC,
    /** The quantile function of the normal distribution, of each. */
    PROBIT,
    /** The softmax of those that are not 0; 0 stays. */
    SOFTMAX_ZERO,
    /** Each score is of a pair of classes: a vote for the first one when it is above 0, else for the second one. */
    VOTES
  }

  /** A model whose task says all. */
  static ScoredModel of(ImportedModel model, boolean integerLabels) {
    return of(model, Post.TASK, integerLabels);
  }

  /** A model without calibration. */
  static ScoredModel of(ImportedModel model, Post post, boolean integerLabels) {
    return new ScoredModel(model, post, integerLabels, new double[0]);
  }

  /** A model whose class is that of the largest output. */
  ScoredModel(ImportedModel model, Post post, boolean integerLabels, double[] calibration) {
    this(model, post, integerLabels, calibration, OptionalDouble.empty());
  }

  /** The same, with another choice of two classes. */
  ScoredModel choosingAbove(OptionalDouble other) {
    return new ScoredModel(model, post, integerLabels, calibration, other);
  }
}
