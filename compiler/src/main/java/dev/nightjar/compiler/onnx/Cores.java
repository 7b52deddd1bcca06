package dev.nightjar.compiler.onnx;

import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.CompositeModel.Part;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.NeighbourModel;
import dev.nightjar.api.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Makes the core of the forms that it must compute: a linear model of features, or trees, or both side by side where
 * the forms are of both.
 */
final class Cores {
  private final Interpreter graph;
  private final List<Form> scores;
  private final Task task;
  private final boolean labelled;

  /**
   * A core to be made.
   *
   * @param scores what it computes
   * @param task what the scores mean
   * @param labelled whether a suffix makes a label of the scores
   */
  Cores(Interpreter graph, List<Form> scores, Task task, boolean labelled) {
    this.labelled = labelled;
    this.graph = graph;
    this.scores = scores;
    this.task = task;
  }

  /**
   * A core and what it reads.
   *
   * @param model the core
   * @param features its features
   */
  record Core(ImportedModel model, FeatureSpace features) {
  }

  Core build() {
    int[] trees = scoresOf(true);
    int[] linear = scoresOf(false);
    int[] all = IntStream.range(0, scores.size()).toArray();
    if (trees.length == 0) {
      Set<Integer> used = featuresOf(all);
      FeatureSpace features = new FeatureSpace(graph, List.of(used));
      LinearModel model = linear(all, features, true);
      boolean distances = scores.stream().allMatch(s -> s.taint() == Taint.DISTANCE);
      return new Core(distances ? new NeighbourModel(model, graph.distances().areRelative(), labelled) : model,
          features);
    }
    if (linear.length == 0) {
      Forest forest = new Forest(graph, forms(all));
      FeatureSpace features = new FeatureSpace(graph, List.of(forest.features()));
      return new Core(forest.ensemble(features, 0, task), features);
    }
    // Constants of mixed scores, and scores that are constant, are the trees'.
    int[] rest = IntStream.of(all).filter(s -> hasColumn(scores.get(s)) || IntStream.of(linear).noneMatch(l -> l == s))
        .toArray();
    Forest forest = new Forest(graph, forms(rest));
    FeatureSpace features = new FeatureSpace(graph, List.of(featuresOf(linear), forest.features()));
    List<Part> parts = List.of(new Part(linear(linear, features, false), linear),
        new Part(forest.ensemble(features, 1, Task.regression()), rest));
    return new Core(new CompositeModel(parts, scores.size(), task), features);
  }

  /** The scores that have columns of trees, or those that have features, in their sum. */
  private int[] scoresOf(boolean columns) {
    return IntStream.range(0, scores.size()).filter(s -> IntStream.range(0, scores.get(s).size())
        .anyMatch(t -> isColumn(scores.get(s), t) == columns)).toArray();
  }

  private boolean hasColumn(Form score) {
    return IntStream.range(0, score.size()).anyMatch(t -> isColumn(score, t));
  }

  private boolean isColumn(Form score, int term) {
    return graph.atoms().get(score.atom(term)) instanceof Atom.Column;
  }

  private List<Form> forms(int[] chosen) {
    List<Form> forms = new ArrayList<>();
    for (int s : chosen) {
      forms.add(scores.get(s));
    }
    return forms;
  }

  private Set<Integer> featuresOf(int[] chosen) {
    Set<Integer> used = new TreeSet<>();
    for (int s : chosen) {
      Form score = scores.get(s);
      for (int t = 0; t < score.size(); t++) {
        if (!isColumn(score, t)) {
          used.add(score.atom(t));
        }
      }
    }
    return used;
  }

  /** The linear parts of scores; the offset of a score that trees add to is theirs. */
  private LinearModel linear(int[] chosen, FeatureSpace features, boolean alone) {
    double[][] weights = new double[chosen.length][features.size(0)];
    double[] intercepts = new double[chosen.length];
    for (int s = 0; s < weights.length; s++) {
      Form score = scores.get(chosen[s]);
      for (int t = 0; t < score.size(); t++) {
        if (!isColumn(score, t)) {
          weights[s][features.position(0, score.atom(t))] = score.weight(t);
        }
      }
      intercepts[s] = hasColumn(score) ? 0 : score.offset();
    }
    return new LinearModel(weights, intercepts, alone ? task : Task.regression());
  }
}
