package dev.nightjar.plugin.tree;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * How features become integers, and raw thresholds become levels of them. Immutable.
 *
 * <p>On a uniform grid, {@code x <= threshold} becomes {@code q(x) <= floor((threshold - min) / step)}: the
 * cell boundary {@code min + (t + 1/2) step} nearest to the threshold.
 */
final class FeatureGrid {
  private final List<FeatureQuantizer> quantizers;

  private FeatureGrid(List<FeatureQuantizer> quantizers) {
    this.quantizers = List.copyOf(quantizers);
  }

  /** Equal steps over the calibration rows. */
  static FeatureGrid uniform(CompileRequest request, int features, int bits) {
    List<FeatureQuantizer> out = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      out.add(request.uniformQuantizer(f, 1 << bits));
    }
    return new FeatureGrid(out);
  }

  /** A cut at each threshold of a model. */
  static FeatureGrid atThresholds(TreeEnsemble model) {
    List<TreeSet<Double>> cuts = emptyCuts(model.features());
    model.trees().forEach(tree -> collect(tree, cuts));
    return ofCuts(cuts);
  }

  /**
   * The same cuts, without those that no quantised tree tests: a client need not learn what does not matter.
   */
  FeatureGrid withoutUnused(List<GridTree> trees) {
    List<TreeSet<Double>> cuts = emptyCuts(quantizers.size());
    for (GridTree tree : trees) {
      for (int u = 0; u < tree.size(); u++) {
        if (!tree.isLeaf(u)) {
          int f = tree.feature(u);
          cuts.get(f).add(((FeatureQuantizer.Thresholds) quantizers.get(f)).thresholds()[tree.level(u)]);
        }
      }
    }
    return ofCuts(cuts);
  }

  private static List<TreeSet<Double>> emptyCuts(int features) {
    List<TreeSet<Double>> cuts = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      cuts.add(new TreeSet<>());
    }
    return cuts;
  }

  private static FeatureGrid ofCuts(List<TreeSet<Double>> cuts) {
    List<FeatureQuantizer> out = new ArrayList<>();
    for (TreeSet<Double> c : cuts) {
      out.add(new FeatureQuantizer.Thresholds(c.stream().mapToDouble(Double::doubleValue).toArray()));
    }
    return new FeatureGrid(out);
  }

  private static void collect(Tree tree, List<TreeSet<Double>> cuts) {
    if (tree instanceof Tree.Branch b) {
      if (Double.isFinite(b.threshold())) {
        cuts.get(b.feature()).add(positiveZero(b.threshold()));
      }
      collect(b.below(), cuts);
      collect(b.above(), cuts);
    }
  }

  /** -0.0 and 0.0 compare equal as numbers, but not in sorted arrays. */
  private static double positiveZero(double x) {
    return x == 0 ? 0.0 : x;
  }

  /** One quantizer for each feature. */
  List<FeatureQuantizer> quantizers() {
    return quantizers;
  }

  /** Number of integers of a feature. */
  int levels(int feature) {
    return quantizers.get(feature).levels();
  }

  /** Whether thresholds cannot be read off the quantizers, so that windows must hide them too. */
  boolean hidesThresholds() {
    return quantizers.get(0) instanceof FeatureQuantizer.Uniform;
  }

  /**
   * The level t for which {@code q(x) <= t} stands for {@code x <= threshold}: -1 when that is never true,
   * {@code levels - 1} when it always is.
   */
  int level(int feature, double threshold) {
    int last = levels(feature) - 1;
    if (Double.isInfinite(threshold)) {
      return threshold > 0 ? last : -1;
    }
    if (quantizers.get(feature) instanceof FeatureQuantizer.Uniform u) {
      return (int) Math.max(-1, Math.min(last, Math.floor((threshold - u.min()) / u.step())));
    }
    double[] cuts = ((FeatureQuantizer.Thresholds) quantizers.get(feature)).thresholds();
    int at = Arrays.binarySearch(cuts, positiveZero(threshold));
    return at >= 0 ? at : -at - 2;
  }
}
