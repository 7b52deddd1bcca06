package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several models of different kinds, compiled into one circuit on one query. Each part has features of its own, which
 * are quantised as suits its kind: the features of the whole are those of the first part, then those of the second, and
 * so on; a feature that two parts read is there twice. A score is the sum of the parts' scores that add to it.
 *
 * <p>Models of one kind need none of this: linear models that read the same features are one {@link LinearModel} of
 * more scores, and trees one {@link TreeEnsemble}.
 *
 * @param parts at least two
 * @param scores number of scores; some part adds to each
 * @param task what the scores mean
 */
public record CompositeModel(List<Part> parts, int scores, Task task) implements ImportedModel {
  public CompositeModel {
    parts = List.copyOf(parts);
    Objects.requireNonNull(task, "task");
    if (parts.size() < 2 || parts.stream().anyMatch(part -> part.model() instanceof CompositeModel)) {
      throw invalid("a composite model has at least two parts, none of them composite itself, not "
          + parts.stream().map(part -> part.model().description()).toList());
    }
    boolean[] made = new boolean[Math.max(0, scores)];
    for (Part part : parts) {
      for (int score : part.scores) {
        if (score < 0 || score >= scores) {
          throw invalid("a part adds to score " + score + " of " + scores);
        }
        made[score] = true;
      }
    }
    int missing = IntStream.range(0, made.length).filter(score -> !made[score]).findFirst().orElse(-1);
    if (scores < 1 || missing >= 0) {
      throw invalid(scores < 1 ? "a composite model has at least one score, not " + scores
          : "no part adds to score " + missing);
    }
  }

  /**
   * A part of a composite model.
   *
   * @param model the part; what its scores mean by its own task does not count
   * @param scores for each of its scores the score of the whole that it adds to; copied
   */
  public record Part(ImportedModel model, int[] scores) {
    public Part {
      Objects.requireNonNull(model, "model");
      scores = scores.clone();
      if (scores.length == 0) {
        throw invalid("a part of a composite model adds to at least one score");
      }
    }

    /** The score of the whole for each score of this part, a copy. */
    @Override
    public int[] scores() {
      return scores.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Part that && model.equals(that.model) && Arrays.equals(scores, that.scores);
    }

    @Override
    public int hashCode() {
      return 31 * model.hashCode() + Arrays.hashCode(scores);
    }
  }

  /**
   * Models side by side: the scores of the first, then those of the second, and so on.
   *
   * @param scores number of scores of each model
   */
  public static CompositeModel sideBySide(List<ImportedModel> models, int[] scores, Task task) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (int m = 0; m < models.size(); m++) {
      parts.add(new Part(models.get(m), IntStream.range(first, first + scores[m]).toArray()));
      first += scores[m];
    }
    return new CompositeModel(parts, first, task);
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  @Override
  public int features() {
    return parts.stream().mapToInt(part -> part.model().features()).sum();
  }

  /** The descriptions of the parts. */
  @Override
  public String description() {
    return parts.stream().map(part -> part.model().description()).collect(Collectors.joining(" and "));
  }

  @Override
  public double[] scores(double[] x) {
    double[] sums = new double[scores];
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      double[] own = part.model().scores(featuresOf(p, x));
      for (int s = 0; s < own.length; s++) {
        sums[part.scores[s]] += own[s];
      }
    }
    return sums;
  }

  /**
   * The features that one part reads.
   *
   * @param part from 0 to {@code parts().size() - 1}
   * @param x {@link #features()} values
   */
  public double[] featuresOf(int part, double[] x) {
    int first = parts.subList(0, part).stream().mapToInt(p -> p.model().features()).sum();
    return Arrays.copyOfRange(x, first, first + parts.get(part).model().features());
  }
}
