package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.PrintableText;
import java.util.List;
import java.util.Objects;

/**
 * What the scores of a model mean.
 *
 * @param link how scores become outputs
 * @param labels class labels in order; empty for a regressor
 */
public record Task(Link link, List<String> labels) {
  public Task {
    Objects.requireNonNull(link, "link");
    labels = List.copyOf(labels);
    if (labels.size() == 1) {
      throw invalid("a classifier of the one class '" + PrintableText.of(labels.get(0), 40) + "' gives every row that "
          + "class, and there is nothing to compute: train it on rows of at least two classes");
    }
    boolean binary = link == Link.COMPLEMENT || link == Link.LOGISTIC;
    if (binary && labels.size() != 2) {
      throw invalid(link + " is for two classes, not " + labels.size());
    }
    if (link == Link.SOFTMAX && labels.isEmpty()) {
      throw invalid("SOFTMAX is for classes, and there are none");
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** How scores become outputs. */
  public enum Link {
    /** Outputs are the scores. */
    IDENTITY,
    /** One score s, the probability of the second class: outputs {@code (1 - s, s)}. */
    COMPLEMENT,
    /** One score s: outputs {@code (1 - σ(s), σ(s))} with the logistic function σ. */
    LOGISTIC,
    /** One score a class: outputs {@code exp(s_c) / Σ exp(s)}. */
    SOFTMAX
  }

  /** A regressor. */
  public static Task regression() {
    return new Task(Link.IDENTITY, List.of());
  }

  /** Whether there are classes to choose from. */
  public boolean classifier() {
    return !labels.isEmpty();
  }

  /**
   * Applies the link function and, for a classifier, chooses the class of the largest output (the first of equals). The
   * choice takes no branch on an output. The label that it names is then read, which is not in constant time.
   */
  public Prediction predict(double[] scores) {
    double[] outputs = switch (link) {
      case IDENTITY -> scores.clone();
      case COMPLEMENT -> new double[] {1 - scores[0], scores[0]};
      case LOGISTIC -> new double[] {logistic(-scores[0]), logistic(scores[0])};
      case SOFTMAX -> softmax(scores);
    };
    if (!classifier()) {
      return new Prediction(outputs, -1, "");
    }
    int best = ConstantTime.indexOfLargest(outputs);
    return new Prediction(outputs, best, labels.get(best));
  }

  private static double logistic(double s) {
    return 1 / (1 + Math.exp(-s));
  }

  private static double[] softmax(double[] scores) {
    double max = Double.NEGATIVE_INFINITY;
    for (double s : scores) {
      max = Math.max(max, s);
    }
    double sum = 0;
    double[] out = new double[scores.length];
    for (int c = 0; c < out.length; c++) {
      out[c] = Math.exp(scores[c] - max);
      sum += out[c];
    }
    for (int c = 0; c < out.length; c++) {
      out[c] /= sum;
    }
    return out;
  }
}
