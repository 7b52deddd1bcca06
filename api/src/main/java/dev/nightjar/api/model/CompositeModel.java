package dev.nightjar.api.model;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Several models of different kinds side by side, compiled into one circuit on one query. Each part has features of its
 * own, which are quantised as suits its kind: the features of the whole are those of the first part, then those of the
 * second, and so on; a feature that two parts read is there twice. The scores follow one another in the same way.
 *
 * <p>Models of one kind need none of this: linear models that read the same features are one {@link LinearModel} of
 * more scores, and trees one {@link TreeEnsemble}.
 *
 * @param parts at least two, none of them a composite model itself; what their scores mean by their own tasks does not
 *     count
 * @param task what all scores mean
 */
public record CompositeModel(List<ImportedModel> parts, Task task) implements ImportedModel {
  public CompositeModel {
    parts = List.copyOf(parts);
    Objects.requireNonNull(task, "task");
    if (parts.size() < 2 || parts.stream().anyMatch(CompositeModel.class::isInstance)) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "a composite model has at least two parts, none of them "
          + "composite itself, not " + parts.stream().map(ImportedModel::description).toList());
    }
  }

  @Override
  public int features() {
    return parts.stream().mapToInt(ImportedModel::features).sum();
  }

  /** The descriptions of the parts. */
  @Override
  public String description() {
    return parts.stream().map(ImportedModel::description).collect(Collectors.joining(" beside "));
  }

  /** The scores of the parts, one after the other. */
  @Override
  public double[] scores(double[] x) {
    double[][] scores = new double[parts.size()][];
    for (int p = 0; p < scores.length; p++) {
      scores[p] = parts.get(p).scores(featuresOf(p, x));
    }
    return Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * The features that one part reads.
   *
   * @param part from 0 to {@code parts().size() - 1}
   * @param x {@link #features()} values
   */
  public double[] featuresOf(int part, double[] x) {
    int first = parts.subList(0, part).stream().mapToInt(ImportedModel::features).sum();
    return Arrays.copyOfRange(x, first, first + parts.get(part).features());
  }
}
