package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.Task.Link;

/** What a {@code post_transform} means for more than one score. */
final class ClassScores {
  private ClassScores() {
  }

  /** The link function of one score a class. */
  static Link link(OnnxAttributes a, String post) {
    return switch (post) {
      case "NONE" -> Link.IDENTITY;
      case "SOFTMAX" -> Link.SOFTMAX;
      case "LOGISTIC" -> throw a.refused("post_transform", "LOGISTIC for one score a class",
          "train a multinomial model instead of one against the rest");
      default -> throw a.refused("post_transform", post, "supported are NONE, LOGISTIC and SOFTMAX");
    };
  }

  /** A Normalizer changes nothing when probabilities sum to 1 already, and anything else it would change. */
  static void requireNormalizable(OnnxAttributes a, boolean normalized, String post) {
    if (normalized && !post.equals("LOGISTIC") && !post.equals("SOFTMAX")) {
      throw OnnxImporter.invalid("the operator Normalizer behind " + a.operator() + " with post_transform "
          + post + " is not supported: it changes scores that do not sum to 1");
    }
  }
}
